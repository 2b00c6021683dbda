// The JSON that a receiver gets (docs/integrators.md). Pure. It names no person and no telephone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/event_codes.hpp"
#include "common/base/id.hpp"
#include "common/registry/types.hpp"

namespace liftguard::uploads {

// An event as a box reported it.
struct EventReport {
  EventKind kind = EventKind::trapped;
  std::string source_key{};  // "<monitor>/<journal>/<lane>/<seq>"
  std::string monitor{};
  ElevatorId elevator{};
  UtcTime happened{}, received{};
  std::string facts_json = "{}";  // dispatch::Seen
};

// One entry of an order's time line.
struct OrderReport {
  OrderId order{};
  ElevatorId elevator{};
  std::string what{};                 // rescue::What by name
  std::optional<int> level{};         // 1 or 2
  std::optional<std::string> step{};  // rescue::Step by name
  int round = 0;
  UtcTime at{};
  std::optional<UtcTime> due{};  // of a limit that has passed
  std::string stands_at{};       // the order's own step now, by name
  std::string tag{};             // normal, drill
  UtcTime happened{};            // of the alarm
  EventKind cause = EventKind::trapped;
  std::string facts_json = "{}";
  std::optional<std::string> result{};  // once it is closed
};

struct Addressed {
  std::string id{};   // of the row
  std::string key{};  // idempotency key
  std::string_view dialect{};
  const CodeTable& codes;
  const registry::Elevator& elevator;
  std::string_view district{};  // code
};

// The same report has the same key, whoever writes it and however often.
[[nodiscard]] std::string key_of(const EventReport& report);
[[nodiscard]] std::string key_of(const OrderReport& report);

[[nodiscard]] std::string body_of(const EventReport& report, const Addressed& to);
[[nodiscard]] std::string body_of(const OrderReport& report, const Addressed& to);

// Does the dialect have a number for it?
[[nodiscard]] bool has_code(const EventReport& report, const CodeTable& codes);

// What is sent at all: what a box reports of its lift. No self-tests, rides, nor its own presence.
[[nodiscard]] bool concerns_a_regulator(EventKind kind);

}  // namespace liftguard::uploads
