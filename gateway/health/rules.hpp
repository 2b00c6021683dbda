// What of a box's health report needs somebody's hand. Pure. What a box did not measure is no finding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/wire/report.hpp"

namespace liftguard::gateway::health {

enum class Finding : std::uint8_t {
  storage_worn = 1,   // the journal's flash nears its end, or sectors have failed
  storage_short = 2,  // the file system is nearly full
  battery_low = 3,
  hot = 4,
  samples_lost = 5,  // sensors' samples do not reach the engine
  safe_mode = 6,     // it crashed too often
};

struct Limits {
  std::uint64_t rated_erases = 100'000;  // of a sector: what makers of NOR and SLC NAND flash warrant
  std::uint64_t worn_percent = 80;       // of them
  std::uint64_t free_kib = 10'240;       // room for the settings, certificates and an unpacked step of an update
  std::uint32_t battery_percent = 20;    // as the gauge says
  double cell_volts = 3.5;               // without a gauge: a lithium cell with about a tenth left
  double hot_c = 70;                     // 15 °C below what industrial parts are made for
  double lost_share = 0.01;              // of all samples
};

// In the order of their numbers. `before`: what was found in the report before. A finding ends only where the value has
// come back a little beyond its limit, so that one that swings about it does not ring every hour.
[[nodiscard]] std::vector<Finding> findings_of(const wire::HealthBody& report, const std::vector<Finding>& before,
                                               const Limits& limits = {});

struct FindingWords {
  std::string_view code, zh, en;
};
[[nodiscard]] const FindingWords& words_of(Finding finding);

// "storage_worn,hot" and back; unknown codes, of a newer gateway, are passed over.
[[nodiscard]] std::string codes_of(const std::vector<Finding>& findings);
[[nodiscard]] std::vector<Finding> findings_in(std::string_view codes);

[[nodiscard]] std::string chinese(const std::vector<Finding>& findings);
[[nodiscard]] std::string english(const std::vector<Finding>& findings);

}  // namespace liftguard::gateway::health
