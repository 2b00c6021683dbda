// Chains, desks and what a dispatcher does, for tests on a town.
#pragma once

#include <string_view>
#include <vector>

#include "common/dispatch/notice_escalation.hpp"
#include "common/registry/posts.hpp"
#include "tests/unit/dispatch/town.hpp"

namespace liftguard::testing {

using rescue::Chain;
using rescue::Channel;
using rescue::RunsFrom;
using rescue::StopsWhen;
using rescue::Who;

inline const Chain kRs12{{1, Who::next_desk, Channel::desk, RunsFrom::opening, 45s, StopsWhen::opened},
                         {2, Who::next_desk, Channel::voice, RunsFrom::previous, 0s, StopsWhen::opened}};

inline const Chain kDesksAlone{kRs12.front()};

inline void put(Town& town, const Chain& chain, UtcTime from = kStart - 1h) {
  town.write([&](storage::Transaction& tx) { dispatch::put_chain(tx, town.district, chain, from).value(); });
}

inline void put_desks(Town& town) {
  town.write([&](storage::Transaction& tx) {
    using registry::PostKind;
    registry::put_post(tx, {.kind = PostKind::desk, .position = 1, .name = "一号坐席", .phone = "0572-2000011"});
    registry::put_post(tx, {.kind = PostKind::desk, .position = 2, .name = "二号坐席", .phone = "13800000022"});
    registry::put_post(tx, {.kind = PostKind::rescue_office,
                            .district = town.district,
                            .position = 1,
                            .name = "吴兴救援办",
                            .phone = "13800000033"});
  });
}

inline void open_at_desk(Town& town, OrderId order, const char* name = "坐席甲", DistrictId district = {}) {
  town.write([&](storage::Transaction& tx) {
    dispatch::open_at_desk(tx, order, {{AccountId{3}, name, "10.0.0.3"}, district}, town.now()).value();
  });
}

inline const dispatch::NoticeView* notice_to(const dispatch::OrderDetail& detail, std::string_view name,
                                             std::string_view channel) {
  for (const dispatch::NoticeView& notice : detail.notices)
    if (notice.to_name == name && notice.channel == channel) return &notice;
  return nullptr;
}

inline void withdraw(Town& town, OrderId order, Level level = Level::first) {
  town.write([&](storage::Transaction& tx) {
    dispatch::withdraw(
        tx, {.order = order, .level = level, .actor = {AccountId{3}, "坐席甲", "10.0.0.3"}, .reason = "误派"},
        town.now())
        .value();
  });
}

// To a provider that has not said yet whether it delivered; one turn for each notice of a phone.
inline std::vector<dispatch::Claimed> hand_over(Town& town) {
  std::vector<dispatch::Claimed> all;
  for (;;) {
    const auto claimed =
        town.write([&](storage::Transaction& tx) { return dispatch::claim_notices(tx, town.now(), "w"); });
    if (claimed.empty()) return all;
    town.write([&](storage::Transaction& tx) {
      for (const dispatch::Claimed& notice : claimed)
        REQUIRE(dispatch::mark_sent(tx, notice.id, "w", "p", town.now(), dispatch::Reports::awaited));
    });
    all.insert(all.end(), claimed.begin(), claimed.end());
  }
}

inline Chain office_within(Milliseconds delay, StopsWhen stops_when) {
  return {{1, Who::rescue_office, Channel::sms, RunsFrom::opening, delay, stops_when}};
}

}  // namespace liftguard::testing
