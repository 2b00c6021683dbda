#include "tests/bench/detection/recorded.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "simulators/replay/replay.hpp"

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

trace::Truth truth_of(const fs::path& trace) {
  const auto path = fs::path(trace).replace_extension(".truth.json");
  auto truth = trace::parse_truth(content(path));
  if (!truth) throw std::runtime_error(path.string() + ": " + truth.error().detail);
  if (!truth->rides) throw std::runtime_error(path.string() + " lists no rides");
  return std::move(*truth);
}

void play(const fs::path& path, RecordedTally& tally) {
  const auto truth = truth_of(path);
  replay::Options options;
  options.any_posture = truth.any_posture;
  std::vector<trace::Found> found;
  replay::Watchers watchers;
  watchers.event = [&](const engine::Event& event) { found.push_back(replay::found(event)); };
  const auto summary = replay::replay(path.string(), content(path), options, watchers);
  if (!summary) throw std::runtime_error(summary.error().detail);

  const auto comparison = trace::compare(truth, found);
  ++tally.traces;
  tally.rides_expected += comparison.rides_expected;
  tally.rides_met += comparison.rides_met;
  tally.rides_found += comparison.rides.size();
  tally.rides_extra += summary->rides - comparison.rides.size();
  for (const auto& match : comparison.rides) {
    const auto& metres = (*truth.rides)[match.expected].metres;
    if (metres && found[match.found].metres)
      tally.ride_errors_m.push_back(std::abs(*found[match.found].metres - *metres));
  }
  const auto name = path.stem().string();
  for (const auto& what : comparison.missing) tally.faults.push_back(name + ": missing " + what);
  for (const auto& what : comparison.extra) tally.faults.push_back(name + ": extra " + what);
}

}  // namespace

RecordedTally play_recordings(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".csv") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  RecordedTally tally;
  for (const auto& path : paths) play(path, tally);
  if (tally.traces != kRecordings || tally.rides_expected != kRecordedRides)
    throw std::runtime_error("there should be " + std::to_string(kRecordings) + " recordings with " +
                             std::to_string(kRecordedRides) + " rides, and there are " + std::to_string(tally.traces) +
                             " with " + std::to_string(tally.rides_expected));
  return tally;
}

}  // namespace liftguard::bench
