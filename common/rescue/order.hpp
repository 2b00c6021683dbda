// A rescue order as the rules see it: values only, no storage. Numbers of the enums are those of the tables.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"

namespace liftguard::rescue {

// RS-2.
enum class Step : std::uint8_t { received = 1, dispatched = 2, accepted = 3, arrived = 4, rescued = 5 };
inline constexpr std::array kSteps{Step::received, Step::dispatched, Step::accepted, Step::arrived, Step::rescued};

// 救援级别 (RS-14).
enum class Level : std::uint8_t { first = 1, second = 2 };

// RS-15; `test` is the order of a self-test: never dispatched, closed as it is made.
enum class Tag : std::uint8_t { normal = 1, drill = 2, test = 3 };

// RS-1.
enum class Source : std::uint8_t { monitor = 1, public_report = 2, desk = 3 };

// 处置结果 (RS-8).
enum class ClosingResult : std::uint8_t {
  trapped = 1,
  false_alarm = 2,
  commissioning = 3,
  cleaning = 4,
  maintenance = 5,
  repair = 6,
  installation = 7
};

// In the city centre or not: chooses between the limits of a district (RS-5).
enum class Area : std::uint8_t { elsewhere = 0, city_centre = 1 };

// Yes and no where a boolean argument would not say what it means.
enum class Automatic : std::uint8_t { no = 0, yes = 1 };

// The names of steps, tags, sources and results in the API and in the change log.
[[nodiscard]] std::string_view name_of(Step step);
[[nodiscard]] std::string_view name_of(Tag tag);
[[nodiscard]] std::string_view name_of(Source source);
[[nodiscard]] std::string_view name_of(ClosingResult result);
[[nodiscard]] std::optional<Step> step_named(std::string_view name);
[[nodiscard]] std::optional<ClosingResult> result_named(std::string_view name);

// The user-visible words (manual 1.6): 接警, 派单, 接单, 到达, 救出; 困人事件, 误报事件, ...
[[nodiscard]] std::string_view chinese(Step step);
[[nodiscard]] std::string_view chinese(ClosingResult result);

// What a district has decided (RS-3, RS-5, RS-6); the defaults are the manual's.
struct DistrictLimits {
  Milliseconds accept = std::chrono::minutes{3};
  std::optional<Milliseconds> arrive_city_centre = std::chrono::minutes{18};
  std::optional<Milliseconds> arrive_elsewhere{};  // none: no limit
  Milliseconds rescue_city_centre = std::chrono::minutes{30};
  Milliseconds rescue_elsewhere = std::chrono::minutes{60};
  Automatic second_level = Automatic::yes;    // dispatched by itself when the accept limit passes
  Automatic first_dispatch = Automatic::yes;  // no: a dispatcher confirms first

  bool operator==(const DistrictLimits&) const = default;
};

// The limits an order was made with; later changes of the district do not touch it (RS-5).
struct Terms {
  Milliseconds accept = std::chrono::minutes{3};
  std::optional<Milliseconds> arrive{};
  Milliseconds rescue = std::chrono::minutes{60};
  Automatic second_level = Automatic::yes;
  Automatic first_dispatch = Automatic::yes;

  bool operator==(const Terms&) const = default;
};

[[nodiscard]] Terms terms_for(const DistrictLimits& district, Area area);

// One limit, unique by (level, step, round). It passes at the first millisecond after `due` (limits are inclusive).
struct Limit {
  Level level = Level::first;
  Step step = Step::accepted;
  int round = 1;
  UtcTime due{};
  std::optional<UtcTime> fired{};  // never taken back (RS-2)
  std::optional<UtcTime> met{};    // the latest tap of the step, also when it came late
  bool withdrawn = false;          // of an earlier round, or of a dispatch no longer needed: cannot fire any more

  bool operator==(const Limit&) const = default;
};

// One dispatch (RS-14). The stamps are those of the current round; earlier ones stand in the history.
struct Dispatch {
  Level level = Level::first;
  int round = 1;
  Step step = Step::dispatched;
  UtcTime dispatched{};
  std::optional<UtcTime>
      first_accepted{};  // where the 18/30/60 minutes run from; kept when the acceptance is taken back
  std::optional<UtcTime> accepted{}, arrived{}, rescued{};
  bool not_needed = false;  // the other level rescued first, or it was withdrawn
  bool withdrawn = false;   // by a dispatcher, before anybody had accepted

  bool operator==(const Dispatch&) const = default;
};

struct Order {
  Tag tag = Tag::normal;
  Terms terms{};
  Step step = Step::received;  // of the order: the furthest of its dispatches
  UtcTime opened{};
  std::optional<UtcTime> recovered{};  // 恢复时间 of the last episode, none while one is open
  std::optional<UtcTime> closed{};
  std::vector<Dispatch> dispatches{};  // by level
  std::vector<Limit> limits{};

  [[nodiscard]] bool open() const { return !closed; }
  [[nodiscard]] const Dispatch* find(Level level) const;
  [[nodiscard]] Dispatch* find(Level level);

  bool operator==(const Order&) const = default;
};

}  // namespace liftguard::rescue
