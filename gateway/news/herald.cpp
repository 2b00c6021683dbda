#include "gateway/news/herald.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/base/waiting.hpp"
#include "common/storage/changes.hpp"
#include "gateway/news/store.hpp"

namespace liftguard::gateway::news {

namespace {

constexpr std::chrono::milliseconds kLookEvery{100};
constexpr int kChangesAtOnce = 500;

// The open order that a change may have news of: its own, or, where a box came or went, that of its elevator.
OrderId order_of(storage::Session& session, const storage::Change& change) {
  if (change.kind == "order") return OrderId{change.subject};
  if (change.kind == "monitor" && change.elevator)
    return dispatch::open_order_of(session, change.elevator).value_or(OrderId{});
  return {};
}

}  // namespace

void Herald::run(const std::stop_token& stop) {
  const SystemSteadyClock steady;
  Setbacks setbacks;
  while (!stop.stop_requested()) {
    Milliseconds wait = kLookEvery;
    try {
      step();
      setbacks.over();
    } catch (const storage::Busy& busy) {
      const auto next = setbacks.again(steady.now(), busy.what());
      if (next.worth_telling) spdlog::warn("database is busy, news of rescues wait: {}", busy.what());
      wait = std::max(wait, next.wait);
    }
    wait_or_stop(stop, wait);
  }
}

std::size_t Herald::step() {
  follow_changes();
  if (to_look_at_.empty()) return 0;
  std::vector<News> told;
  {
    auto session = database_.read();
    std::erase_if(to_look_at_, [&](OrderId order) {
      bool all = true;
      for (auto& news : news_of(session, order)) {
        if (tell(news))
          told.push_back(std::move(news));
        else
          all = false;
      }
      return all;
    });
  }
  if (told.empty()) return 0;
  auto tx = database_.begin();
  for (const News& news : told) put_told(tx, news.episode, news.told, civil_.utc_now());
  tx.commit();
  return told.size();
}

void Herald::follow_changes() {
  const std::int64_t version = database_.data_version();
  const std::uint64_t takings = outputs_.takings();
  if (version == version_ && takings == takings_) return;
  auto session = database_.read();
  if (!seq_ || takings != takings_) {
    if (!seq_) seq_ = storage::newest_change(session);
    takings_ = takings;
    for (const OrderId order : dispatch::open_order_ids(session)) to_look_at_.insert(order);
  }
  const auto changes = storage::changes_after(session, *seq_, kChangesAtOnce);
  for (const auto& stored : changes) {
    seq_ = stored.seq;
    if (const OrderId order = order_of(session, stored.change)) to_look_at_.insert(order);
  }
  if (changes.size() < kChangesAtOnce) version_ = version;  // else there is more to be read at once
}

std::vector<Herald::News> Herald::news_of(storage::Session& session, OrderId order) const {
  std::vector<News> all;
  for (auto& episode : dispatch::open_episodes(session, order)) {
    if (!outputs_.serves(episode.monitor)) continue;
    const auto there = outputs_.session_of(session, episode.monitor);
    const auto step = step_to_tell(episode.help, there, find_told(session, episode));
    if (step) all.push_back({std::move(episode), {*step, *there}});
  }
  return all;
}

bool Herald::tell(const News& news) const {
  const wire::RescueNews message{news.episode.journal, news.episode.number,
                                 on_the_wire(news.told.step).value_or(wire::RescueStep::unknown),
                                 news.episode.help->since, civil_.utc_now() + kNewsHolds};
  return outputs_.send(news.episode.monitor, message);
}

}  // namespace liftguard::gateway::news
