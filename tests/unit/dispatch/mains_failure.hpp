// A mains failure in a town, and a provider that takes what is told of it (F6).
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "common/dispatch/notice_escalation.hpp"
#include "tests/unit/dispatch/town.hpp"

namespace liftguard::testing {

inline dispatch::Alarm power_cut(Town& town, std::size_t lift) {
  dispatch::Alarm alarm = town.alarm(EventKind::trapped, 1, lift);
  alarm.facts_json = R"({"reasons":["mains_lost"],"occupancy":"occupied","mains":false})";
  return alarm;
}

inline OrderId trap(Town& town, std::size_t lift) {
  return town.apply(power_cut(town, lift)).order.value();
}

inline std::vector<dispatch::IncidentView> incidents(Town& town) {
  return town.read([](storage::Session& s) { return dispatch::open_incidents(s); });
}

// Sends whatever is due, as a provider does that takes everything; gives what was said, by phone.
inline std::vector<dispatch::Claimed> send_all(Town& town) {
  std::vector<dispatch::Claimed> all;
  for (;;) {
    auto claimed = town.write(
        [&](storage::Transaction& tx) { return dispatch::claim_notices(tx, town.now(), "w", {.limit = 64}); });
    if (claimed.empty()) return all;
    town.write([&](storage::Transaction& tx) {
      for (const dispatch::Claimed& notice : claimed) REQUIRE(dispatch::mark_sent(tx, notice.id, "w", "p", town.now()));
    });
    for (dispatch::Claimed& notice : claimed) all.push_back(std::move(notice));
  }
}

// To a provider that has not said yet whether it delivered.
inline std::vector<dispatch::Claimed> hand_over_once(Town& town, std::string_view channel = dispatch::kSms) {
  return town.write([&](storage::Transaction& tx) {
    auto claimed = dispatch::claim_notices(tx, town.now(), "w", {.channel = channel});
    for (const dispatch::Claimed& notice : claimed)
      REQUIRE(dispatch::mark_sent(tx, notice.id, "w", "p", town.now(), dispatch::Reports::awaited));
    return claimed;
  });
}

inline int escalate_due(Town& town, dispatch::Voice voice = dispatch::Voice::there) {
  return town.write([&](storage::Transaction& tx) { return dispatch::escalate_notices(tx, voice, town.now()); });
}

inline int to(const std::vector<dispatch::Claimed>& sent, std::string_view phone) {
  return static_cast<int>(std::ranges::count(sent, phone, &dispatch::Claimed::phone));
}

}  // namespace liftguard::testing
