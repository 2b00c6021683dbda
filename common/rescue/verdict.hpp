// The two judgements on an order (RS-7), for one dispatch of it.
#pragma once

#include <cstdint>

#include "common/base/clock.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::rescue {

// `pending` while nothing has been missed and something may still be.
enum class Verdict : std::uint8_t { pending = 0, met = 1, missed = 2 };

struct Verdicts {
  Verdict compliant = Verdict::pending;  // 处置合规: accept, arrive and rescue in time
  Verdict timely = Verdict::pending;     // 救援及时: accept and rescue in time
};

// At the time `now`: a limit that passed counts whether or not it has been fired yet. A dispatch that ended not needed
// with nothing missed stays `pending`: it scores nothing (RS-14).
[[nodiscard]] Verdicts judge(const Order& order, Level level, UtcTime now);

}  // namespace liftguard::rescue
