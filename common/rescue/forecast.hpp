// At this minute, can the limits still be met (RS-5)? From the stamps of a dispatch, its limits and how long this crew
// usually takes. Pure; a guess for the desk's eye that decides nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/rescue/order.hpp"

namespace liftguard::rescue {

// How long a crew takes from each step to the next. The defaults stand in until there are rescues to learn from; they
// are decided here.
struct TypicalTimes {
  Milliseconds accept = std::chrono::minutes{1};   // dispatch to acceptance
  Milliseconds arrive = std::chrono::minutes{12};  // acceptance to arrival
  Milliseconds rescue = std::chrono::minutes{10};  // arrival to rescue

  bool operator==(const TypicalTimes&) const = default;
};

// What no crew does faster (decided here): below it medians are not believed, and a limit that even this would miss is
// lost before it has passed.
inline constexpr TypicalTimes kQuickest{
    .accept = std::chrono::seconds{5}, .arrive = std::chrono::minutes{2}, .rescue = std::chrono::minutes{2}};
[[nodiscard]] TypicalTimes with_floor(const TypicalTimes& times);

enum class Prospect : std::uint8_t {
  on_time = 1,
  at_risk = 2,  // this crew's usual times would miss a limit
  lost = 3      // a limit has passed, or the quickest crew would miss it
};
[[nodiscard]] std::string_view name_of(Prospect prospect);

struct Forecast {
  Prospect prospect = Prospect::on_time;
  Level level = Level::first;
  Step step = Step::accepted;  // whose limit decides: the first that is lost, else the one with the least to spare
  Milliseconds spare{};        // until its limit, if the crew takes its usual time; below 0: that much too late

  bool operator==(const Forecast&) const = default;
};

// None: nothing is owed any more (closed, not needed, withdrawn, or all limits settled). A limit that a later step
// begins (18 and 30 minutes before the acceptance) is forecast as if that step came when expected.
[[nodiscard]] std::optional<Forecast> forecast(const Order& order, Level level, const TypicalTimes& typical,
                                               UtcTime now);

// The first millisecond of the coming day at which the prospect will be `bad` or worse if nothing happens until then;
// none: it is so at `now`, or will not be. `prospect_at` gives it at a time, and never a better one for a later time.
[[nodiscard]] std::optional<UtcTime> turns(const std::function<Prospect(UtcTime)>& prospect_at, Prospect bad,
                                           UtcTime now);

// Of an order with several dispatches: the best that can be hoped for; of equals the crew that is further on.
[[nodiscard]] std::optional<Forecast> better(const std::optional<Forecast>& a, const std::optional<Forecast>& b);

}  // namespace liftguard::rescue
