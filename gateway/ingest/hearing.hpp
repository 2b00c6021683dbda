// From when on a box's silence counts: nobody is silent whom the gateway could not hear, or who waits at the door of a
// broker that lets its boxes in again one after the other (fault row C12). Pure. For one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "common/base/clock.hpp"
#include "common/wire/topics.hpp"
#include "gateway/leases/rules.hpp"

namespace liftguard::gateway {

inline constexpr Milliseconds kSilentAfter = std::chrono::minutes{2};  // fault row C12

class Hearing {
 public:
  // Heartbeats are 50 s apart at the most, but those of a slot's thousand boxes are spread: who is still to come is not
  // long behind who came last.
  static constexpr Milliseconds kRecovered = std::chrono::seconds{30};

  // Sixty thousand boxes let in at 200 a second need five minutes.
  static constexpr Milliseconds kRecoversAtMost = std::chrono::minutes{10};

  explicit Hearing(UtcTime now) { slots_.fill({now, now, false}); }

  // Whose boxes could be heard all the time since the last call.
  void follow(const leases::SlotSet& heard, UtcTime now);

  // The slot's boxes have another gateway's word behind them, if any.
  void begin(std::uint8_t slot, UtcTime now) { slots_[slot] = {now, now, false}; }

  // A box of the slot says something; before that it was last heard `before`.
  void heard(std::uint8_t slot, UtcTime before, UtcTime now);

  [[nodiscard]] bool is_silent(std::uint8_t slot, UtcTime last_heard, UtcTime now) const;

 private:
  struct Slot {
    UtcTime from;      // since when its boxes can be heard
    UtcTime returned;  // when a box was last heard for the first time since then
    bool deaf = false;
  };

  std::array<Slot, wire::kSlots> slots_{};
};

}  // namespace liftguard::gateway
