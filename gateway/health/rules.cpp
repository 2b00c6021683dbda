#include "gateway/health/rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace liftguard::gateway::health {

namespace {

struct Named {
  Finding finding;
  FindingWords words;
};

constexpr std::array kFindings{
    Named{Finding::storage_worn, {"storage_worn", "存储磨损", "storage is worn"}},
    Named{Finding::storage_short, {"storage_short", "存储空间不足", "storage is nearly full"}},
    Named{Finding::battery_low, {"battery_low", "电池电量低", "battery is low"}},
    Named{Finding::hot, {"hot", "温度过高", "too hot"}},
    Named{Finding::samples_lost, {"samples_lost", "传感器数据丢失", "sensor samples are lost"}},
    Named{Finding::safe_mode, {"safe_mode", "安全模式", "safe mode"}},
};

// Where a finding is there already, its limit lies further back.
struct Judge {
  const wire::HealthBody& report;
  const std::vector<Finding>& before;
  const Limits& limits;

  [[nodiscard]] bool was(Finding finding) const { return std::ranges::find(before, finding) != before.end(); }

  // Wear and failed sectors do not come back: no second limit.
  [[nodiscard]] bool storage_worn() const {
    return std::ranges::any_of(report.journal, [this](const wire::RegionHealth& region) {
      const bool worn = region.most_erases.value_or(0) * 100 >= limits.rated_erases * limits.worn_percent;
      return worn || region.worn_out.value_or(0) > 0;
    });
  }
  [[nodiscard]] bool storage_short() const {
    const auto limit = limits.free_kib * (was(Finding::storage_short) ? 2 : 1);
    return report.storage_free_kib && *report.storage_free_kib < limit;
  }
  // Volts say something where they can only be one lithium cell's; of other packs the gauge alone is understood.
  [[nodiscard]] bool battery_low() const {
    constexpr double kLeastCell = 2.0, kMostCell = 4.5, kBack_v = 0.1;
    constexpr std::uint32_t kBack_percent = 5;
    const bool low = was(Finding::battery_low);
    if (report.battery_percent) return *report.battery_percent < limits.battery_percent + (low ? kBack_percent : 0);
    if (!report.battery_volts || *report.battery_volts < kLeastCell || *report.battery_volts > kMostCell) return false;
    return *report.battery_volts < limits.cell_volts + (low ? kBack_v : 0);
  }
  [[nodiscard]] bool hot() const {
    constexpr double kBack_c = 5;
    return report.temperature_c && *report.temperature_c > limits.hot_c - (was(Finding::hot) ? kBack_c : 0);
  }
  [[nodiscard]] bool samples_lost() const {
    const auto lost = static_cast<double>(report.dropped.value_or(0));
    const auto all = lost + static_cast<double>(report.samples.value_or(0));
    const double limit = limits.lost_share * (was(Finding::samples_lost) ? 0.5 : 1);
    return all > 0 && lost / all > limit;
  }

  [[nodiscard]] bool holds(Finding finding) const {
    switch (finding) {
      case Finding::storage_worn:
        return storage_worn();
      case Finding::storage_short:
        return storage_short();
      case Finding::battery_low:
        return battery_low();
      case Finding::hot:
        return hot();
      case Finding::samples_lost:
        return samples_lost();
      case Finding::safe_mode:
        return report.safe_mode.value_or(false);
    }
    return false;
  }
};

template <class Word>
std::string joined(const std::vector<Finding>& findings, Word word, std::string_view separator) {
  std::string out;
  for (const auto finding : findings) {
    if (!out.empty()) out += separator;
    out += words_of(finding).*word;
  }
  return out;
}

}  // namespace

std::vector<Finding> findings_of(const wire::HealthBody& report, const std::vector<Finding>& before,
                                 const Limits& limits) {
  const Judge judge{report, before, limits};
  std::vector<Finding> out;
  for (const auto& known : kFindings)
    if (judge.holds(known.finding)) out.push_back(known.finding);
  return out;
}

const FindingWords& words_of(Finding finding) {
  return std::ranges::find(kFindings, finding, &Named::finding)->words;
}

std::string codes_of(const std::vector<Finding>& findings) {
  return joined(findings, &FindingWords::code, ",");
}

std::vector<Finding> findings_in(std::string_view codes) {
  std::vector<Finding> out;
  while (!codes.empty()) {
    const auto code = codes.substr(0, codes.find(','));
    codes.remove_prefix(std::min(codes.size(), code.size() + 1));
    for (const auto& known : kFindings)
      if (known.words.code == code) out.push_back(known.finding);
  }
  return out;
}

std::string chinese(const std::vector<Finding>& findings) {
  return joined(findings, &FindingWords::zh, "、");
}

std::string english(const std::vector<Finding>& findings) {
  return joined(findings, &FindingWords::en, ", ");
}

}  // namespace liftguard::gateway::health
