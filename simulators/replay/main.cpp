// liftguard-replay: what the box would have reported.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "simulators/replay/event_json.hpp"
#include "simulators/replay/plot.hpp"
#include "simulators/replay/replay.hpp"

namespace {

using namespace liftguard;

constexpr int kDone = 0, kTruthNotMet = 1, kUnusable = 2;

struct Arguments {
  std::string trace, site, truth, plot;
  std::vector<std::string> sets;
  bool any_posture = false;
};

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return refuse("no_file", path + ": cannot be read");
  std::string text(static_cast<std::size_t>(std::max<std::streamoff>(in.tellg(), 0)), '\0');
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) return refuse("no_file", path + ": cannot be read");
  return {boost::system::in_place_value, std::move(text)};
}

Result<replay::Options> options_of(const Arguments& arguments) {
  replay::Options options;
  options.any_posture = arguments.any_posture;
  if (!arguments.site.empty()) {
    const auto text = read_file(arguments.site);
    if (!text) return text.error();
    auto site = replay::parse_site(arguments.site, *text);
    if (!site) return site.error();
    options.parameters = site->parameters;
    options.site = std::move(*site);
  }
  for (const auto& set : arguments.sets)
    if (auto done = replay::set_parameter(options.parameters, set); !done) return done.error();
  return options;
}

Result<std::optional<trace::Truth>> truth_of(const Arguments& arguments) {
  if (arguments.truth.empty()) return std::optional<trace::Truth>{};
  const auto text = read_file(arguments.truth);
  if (!text) return text.error();
  auto truth = trace::parse_truth(*text);
  if (!truth) return refuse("bad_truth", arguments.truth + ": " + truth.error().detail);
  return std::optional<trace::Truth>(std::move(*truth));
}

void print_summary(const replay::Summary& summary, double took_s) {
  std::fprintf(stderr, "liftguard-replay: %zu rides, %zu events, %llu rows, %.0f s, %.0f times real time\n",
               summary.rides, summary.events, static_cast<unsigned long long>(summary.rows), summary.trace_s,
               took_s > 0 ? summary.trace_s / took_s : 0.0);
}

int judge(const trace::Truth& truth, const std::vector<trace::Found>& found) {
  const auto comparison = trace::compare(truth, found);
  for (const auto& what : comparison.missing) std::cout << replay::note_json("missing", what);
  for (const auto& what : comparison.extra) std::cout << replay::note_json("extra", what);
  std::cout.flush();
  return comparison.met() ? kDone : kTruthNotMet;
}

Result<int> run(const Arguments& arguments) {
  const auto options = options_of(arguments);
  if (!options) return options.error();
  const auto truth = truth_of(arguments);
  if (!truth) return truth.error();
  const auto text = read_file(arguments.trace);
  if (!text) return text.error();

  std::vector<trace::Found> found;
  std::string lines;
  replay::Plot plot;
  replay::Watchers watchers;
  watchers.event = [&](const engine::Event& event) {
    replay::append_json(lines, event);
    if (*truth) found.push_back(replay::found(event));
    if (!arguments.plot.empty()) plot.take(event);
  };
  if (!arguments.plot.empty())
    watchers.row = [&](const trace::Row& row, const engine::Engine& engine) { plot.take(row, engine.glance()); };

  const auto start = std::chrono::steady_clock::now();
  const auto summary = replay::replay(arguments.trace, *text, *options, watchers);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cout << lines;
  if (!summary) return summary.error();
  print_summary(*summary, took.count());
  if (!arguments.plot.empty()) {
    std::ofstream out(arguments.plot, std::ios::binary);
    out << plot.svg(std::filesystem::path(arguments.trace).filename().string());
    if (!out.flush()) return refuse("no_file", arguments.plot + ": cannot be written");
  }
  return *truth ? judge(**truth, found) : kDone;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  Arguments arguments;
  CLI::App app("Runs the detection engine over a trace and prints what it reports, one JSON object a line.");
  app.add_option("TRACE", arguments.trace, "trace file (CSV)")->required();
  app.add_option("--site", arguments.site, "site file (TOML): floors, start_floor, rated_speed, [parameters]");
  app.add_option("--truth", arguments.truth, "truth file (JSON): print what is missing and extra, exit 1 if any");
  app.add_flag("--any-posture", arguments.any_posture, "find gravity from the still parts: a phone's recording");
  app.add_option("--set", arguments.sets, "KEY=VALUE: a parameter of the engine")->take_all()->expected(1);
  app.add_option("--plot", arguments.plot, "write a picture (SVG)");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUnusable;
  }
  try {
    const auto status = run(arguments);
    if (status) return *status;
    std::cerr << "liftguard-replay: " << status.error().detail << '\n';
  } catch (const std::exception& error) {
    std::cerr << "liftguard-replay: " << error.what() << '\n';
  }
  return kUnusable;
}
