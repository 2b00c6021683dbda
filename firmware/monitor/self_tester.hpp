// The box proves itself (DV-22): a test alarm in the alarm lane's journal, from where it takes the way of a real one.
// What it reports of the box is measured at that moment; what this port cannot measure is absent.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

struct LinkHealth {
  bool online = false;
  std::size_t sent_in_vain = 0;  // alarms that wait for their confirmation longer than they should
};

class SelfTester {
 public:
  struct Options {
    std::string firmware;
    std::chrono::hours every{24};
    std::uint32_t seed = 1;
  };

  // All must outlive it. Goes on with the plan that the store has kept.
  SelfTester(Options options, Store& store, const Stamper& stamper, const SteadyClock& clock);

  // To be called every few seconds, by one thread. True: a test was appended to the alarm lane. Throws
  // journal::DeviceError.
  bool step(const LinkHealth& link);

  void ask() { asked_ = true; }  // any thread: one test more, now

  void save();  // makes the plan durable: at an orderly end

 private:
  // Of the plan: what a power cut may take from the time that has run.
  static constexpr std::chrono::minutes kSaveEvery{5};
  // After a journal that took none, because alarms fill it.
  static constexpr std::chrono::minutes kRetryAfter{10};

  [[nodiscard]] SelfTestPlan::Moment moment() const { return {clock_.now(), stamper_.stamp()}; }
  void follow_confirmation(SteadyTime now);
  [[nodiscard]] wire::SelfTestBody examine(wire::SelfTestCause cause, const LinkHealth& link) const;
  bool append(const wire::SelfTestBody& body, SteadyTime now);

  struct Waiting {
    journal::RecordKey key;
    SteadyTime since;
  };

  Options options_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  SelfTestPlan plan_;
  std::atomic<bool> asked_{false};
  std::optional<Waiting> waiting_;  // the last test, until the gateway has confirmed it
  std::optional<Milliseconds> confirmed_after_;
  std::optional<SteadyTime> saved_, refused_;
};

}  // namespace liftguard::monitor
