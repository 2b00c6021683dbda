// ./liftguard bench detection [--quick] [--document sample|all]: recall, precision and delays of the engine on
// simulated days that nobody tuned to, and on the real recordings.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "tests/bench/detection/crew.hpp"
#include "tests/bench/detection/document.hpp"
#include "tests/bench/detection/plan.hpp"
#include "tests/bench/detection/rows.hpp"
#include "tests/bench/detection/tables.hpp"
#include "tests/bench/rows/row.hpp"

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kDone = 0, kFailed = 1, kInterrupted = 130;

std::atomic<bool> stopped{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // set by a signal's handler

struct Arguments {
  bool quick = false;
  std::string document;  // "", "sample", "all"
  FullPlan plan;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

void show(const Progress& at) {
  const double left_s = at.days_done == 0 ? 0
                                          : at.took_s * static_cast<double>(at.days_planned - at.days_done) /
                                                static_cast<double>(at.days_done);
  const auto line = fmt::format("{} of {} traces, {:.1f} simulated days, {:.0f} s, about {:.0f} s left", at.days_done,
                                at.days_planned, at.simulated_days, at.took_s, left_s);
  if (isatty(STDERR_FILENO) != 0)
    std::cerr << "\r\x1b[K  " << line << std::flush;
  else if (static_cast<long>(at.took_s) % 30 < 2)
    progress(line);
}

Measurement play(const std::vector<Stretch>& stretches, unsigned jobs) {
  Watchers watchers;
  watchers.progress = show;
  watchers.day = [](const DayResult& day) {
    for (const auto& fault : faults_of(day)) progress(fault);
  };
  const auto days = days_of(stretches);
  auto measurement = measurement_of(play_days(days, jobs, stopped, watchers));
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r\x1b[K";
  progress(fmt::format("{} of {} traces, {} faults", measurement.days_played(), days.size(), measurement.faults()));
  return measurement;
}

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

void replace(std::string& document, std::string_view name, const std::string& block) {
  auto changed = with_block(document, name, block);
  if (!changed) throw std::runtime_error(changed.error().detail);
  document = std::move(*changed);
}

// Rewrites the parts of the document that this bench makes; `measured` null: that part stays as it is.
void write_document(const Arguments& arguments, const RecordedTally& recorded, const Measurement* measured) {
  progress("the small corpus of the document");
  const auto sample = play(sample_plan(), arguments.jobs);
  if (stopped) return;
  const fs::path path = fs::path(DETECTION_DOCS) / "detection.md";
  auto document = content(path);
  replace(document, "parameters", parameters_block());
  replace(document, "sample", sample_block(sample, recorded));
  if (measured != nullptr) {
    replace(document, "measured", measured_block(*measured, sample.fingerprint()));
    write(fs::path(DETECTION_DOCS) / "detection-faults.txt", fault_list(*measured));
  }
  write(path, document);
}

int run(const Arguments& arguments) {
  const auto recorded = play_recordings(DETECTION_RECORDINGS);
  for (const auto& fault : recorded.faults) progress(fault);
  if (arguments.document == "sample") {
    write_document(arguments, recorded, nullptr);
    return stopped ? kInterrupted : kDone;
  }
  const auto plan = arguments.quick ? quick_plan(arguments.plan.first_seed) : full_plan(arguments.plan);
  const auto measurement = play(plan, arguments.jobs);
  for (const auto& row : simulated_rows(measurement.whole)) print_row(row);
  for (const auto& row : partial_rows(measurement.partial)) print_row(row);
  for (const auto& row : recorded_rows(recorded)) print_row(row);
  // An interrupted run is written down too, as what it was; interrupting once more leaves the document alone.
  const bool interrupted = stopped.exchange(false);
  if (arguments.document == "all") write_document(arguments, recorded, &measurement);
  return interrupted || stopped ? kInterrupted : kDone;
}

}  // namespace
}  // namespace liftguard::bench

int main(int argc, char** argv) {
  using namespace liftguard::bench;
  Arguments arguments;
  CLI::App app("What the engine finds, misses and invents: JSON lines on standard output.");
  auto* quick = app.add_flag("--quick", arguments.quick, "entrapment-dense days for less than a minute");
  auto* document = app.add_option("--document", arguments.document,
                                  "rewrite docs/detection.md: `sample` without a measurement, `all` after a full one");
  document->check(CLI::IsMember({"sample", "all"}))->excludes(quick);
  app.add_option("--first-seed", arguments.plan.first_seed, "of each scenario")->capture_default_str();
  app.add_option("--city-days", arguments.plan.city_days, "of a full run")->capture_default_str();
  app.add_option("--jobs", arguments.jobs, "days that are played side by side")->check(CLI::Range(1U, 1024U));
  CLI11_PARSE(app, argc, argv);
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { stopped = true; });
  try {
    return run(arguments);
  } catch (const std::exception& error) {
    std::cerr << "bench detection: " << error.what() << '\n';
    return kFailed;
  }
}
