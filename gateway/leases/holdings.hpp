// What this process holds and for how long it may act on it: written by the keeper of the leases, asked by everybody
// right before anything leaves the process. Any thread; costs some nanoseconds.
//
// That the answer was yes does not stop the process from being paused right after it. What is sent carries for that
// case a key by which the receiver knows a repetition (SMS, commands, confirmations), and what is written is fenced.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

#include "common/base/clock.hpp"
#include "gateway/leases/rules.hpp"

namespace liftguard::gateway::leases {

class Holdings {
 public:
  // The clock is kept by reference. Nothing is held, and nobody may act.
  explicit Holdings(const SteadyClock& steady) : steady_(steady) {}
  Holdings(const Holdings&) = delete;
  Holdings& operator=(const Holdings&) = delete;

  [[nodiscard]] bool may_act() const;

  // 0: not held. Held is not enough to act.
  [[nodiscard]] Epoch epoch_of(std::uint8_t slot) const { return epochs_[slot].load(); }
  [[nodiscard]] bool holds(std::string_view monitor) const { return epoch_of(wire::slot_of(monitor)) != 0; }

  // May this process act for the monitor now?
  [[nodiscard]] bool serves(std::string_view monitor) const;

  // Has a renewal been granted that was asked for after `then`? What was held then still is.
  [[nodiscard]] bool renewed_since(SteadyTime then) const;

  [[nodiscard]] SlotEpochs epochs() const;

  // How often slots have been taken up; whoever skipped what was of others' slots looks again when it has changed.
  [[nodiscard]] std::uint64_t takings() const { return takings_; }

  // The keeper's.
  void renewed(SteadyTime asked) { asked_us_ = asked.time_since_epoch().count(); }
  void hold(std::uint8_t slot, Epoch epoch) {
    epochs_[slot] = epoch;
    ++takings_;
  }
  void drop(std::uint8_t slot) { epochs_[slot] = 0; }
  void end() { ended_ = true; }  // for good: this process is fenced

 private:
  static constexpr std::int64_t kNever = INT64_MIN;

  const SteadyClock& steady_;
  std::atomic<bool> ended_{false};
  std::atomic<std::int64_t> asked_us_{kNever};  // when the newest renewal that was granted was asked for
  std::array<std::atomic<Epoch>, wire::kSlots> epochs_{};
  std::atomic<std::uint64_t> takings_{0};
};

}  // namespace liftguard::gateway::leases
