// The real recordings of tests/traces/recorded against their truths.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace liftguard::bench {

struct RecordedTally {
  std::size_t traces = 0;
  std::size_t rides_expected = 0, rides_met = 0, rides_found = 0, rides_extra = 0;
  std::vector<double> ride_errors_m;  // of the rides whose metres the truth gives
  std::vector<std::string> faults;
};

// How many there are: fewer or more are an error of whoever measures, not a better figure.
inline constexpr std::size_t kRecordings = 15, kRecordedRides = 19;

// Throws where a recording or its truth cannot be read, or where they are not as many as there should be.
[[nodiscard]] RecordedTally play_recordings(const std::filesystem::path& folder);

}  // namespace liftguard::bench
