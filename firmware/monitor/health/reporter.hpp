// The health report (wire::HealthBody): what the box measures of itself, on the bulk lane. A minute after the start,
// when it knows what it costs, and every hour from then on.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

class HealthReporter {
 public:
  static constexpr std::chrono::minutes kFirst{1};
  static constexpr std::chrono::hours kEvery{1};

  struct Options {
    std::filesystem::path data;                 // whose file system's free space counts
    std::filesystem::path proc = "/proc/self";  // or a folder laid out like it
  };
  using Fill = std::function<void(wire::HealthBody& report)>;

  // `appended` is called after a report was journalled. The store and the clocks must outlive it.
  HealthReporter(Options options, Store& store, const Stamper& stamper, const SteadyClock& clock,
                 std::function<void()> appended);

  // Before the first step: a part that knows of something fills it in, in the thread of the steps.
  void add(Fill fill) { fills_.push_back(std::move(fill)); }

  // Every second or so, by one thread. Throws journal::DeviceError.
  void step();

 private:
  [[nodiscard]] wire::HealthBody examine(SteadyTime now);
  void examine_process(wire::HealthBody& report, SteadyTime now);
  void examine_store(wire::HealthBody& report) const;  // with the store's mutex held

  Options options_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  std::function<void()> appended_;
  std::vector<Fill> fills_;
  SteadyTime started_, due_;
  SteadyTime cpu_since_;
  std::chrono::milliseconds cpu_before_{0};
};

}  // namespace liftguard::monitor
