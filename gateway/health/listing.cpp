#include "gateway/health/listing.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "common/base/calendar.hpp"

namespace liftguard::gateway::health {

namespace {

struct ReasonWords {
  std::string_view zh, en;
};

// By wire::BootReason.
constexpr std::array<ReasonWords, 7> kReasons{{{"原因不明", "unknown"},
                                               {"上电", "power"},
                                               {"重启", "restart"},
                                               {"崩溃", "crash"},
                                               {"看门狗", "watchdog"},
                                               {"升级", "update"},
                                               {"欠压", "brown-out"}}};

const ReasonWords& words_of(wire::BootReason reason) {
  const auto number = static_cast<std::size_t>(reason);
  return kReasons.at(number < kReasons.size() ? number : 0);
}

template <class Value>
std::string shown(const std::optional<Value>& value, std::string_view format = "{}") {
  return value ? fmt::format(fmt::runtime(format), *value) : std::string("-");
}

std::string duration(const std::optional<std::uint64_t>& seconds) {
  if (!seconds) return "-";
  return fmt::format("{} d {} h", *seconds / 86'400, *seconds / 3'600 % 24);
}

std::string mebibytes(const std::optional<std::uint64_t>& kib) {
  return kib ? fmt::format("{:.1f}", static_cast<double>(*kib) / 1024) : std::string("-");
}

std::string per_cent(const std::optional<std::uint64_t>& per_mille) {
  return per_mille ? fmt::format("{:.1f}", static_cast<double>(*per_mille) / 10) : std::string("-");
}

std::string wrong(const Stored& report) {
  if (report.findings.empty()) return "";
  return fmt::format("  {} / {}", chinese(report.findings), english(report.findings));
}

}  // namespace

std::string describe(const Stored& report) {
  const auto& reason = words_of(report.reset_reason);
  std::string out = fmt::format("{}  {}{}\n", format_local(report.happened), report.monitor, wrong(report));
  out += fmt::format(
      "    运行 / up {}  启动 / starts {} ({} / {})  CPU {} %  内存 / memory {} MiB  温度 {} °C  电池 / battery {} V "
      "{} %\n",
      duration(report.uptime_s), shown(report.starts), reason.zh, reason.en, per_cent(report.cpu_per_mille),
      mebibytes(report.resident_kib), shown(report.temperature_c, "{:.1f}"), shown(report.battery_volts, "{:.2f}"),
      shown(report.battery_percent));
  out += fmt::format(
      "    擦除 / erases {} (最多 / most {}, 坏 / failed {})  空闲 / free {} MiB  采样 / samples {} "
      "(迟 / late {}, 丢 / lost {})  连接 / connects {} (断 / lost {})  发送 / sent {} (重发 / again {})\n",
      shown(report.erases), shown(report.most_erases), shown(report.worn_out), mebibytes(report.storage_free_kib),
      shown(report.samples), shown(report.samples_late), shown(report.samples_lost), shown(report.connects),
      shown(report.disconnects), shown(report.sent), shown(report.resent));
  return out;
}

}  // namespace liftguard::gateway::health
