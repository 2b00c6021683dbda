#include "gateway/leases/keeper.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/base/waiting.hpp"

namespace liftguard::gateway::leases {

namespace {

template <class Do>
void for_each(const SlotSet& slots, Do act) {
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    if (slots.test(slot)) act(static_cast<std::uint8_t>(slot));
}

}  // namespace

Keeper::Keeper(storage::Database& database, const SteadyClock& steady, Holdings& holdings, KeeperOptions options,
               SlotOutputs outputs)
    : database_(database),
      steady_(steady),
      holdings_(holdings),
      options_(std::move(options)),
      outputs_(std::move(outputs)) {
  const SteadyTime asked = steady_.now();
  auto tx = database_.begin();
  member_ = join(tx, options_.as, options_.database_time(tx));
  tx.commit();
  asked_ = asked;
  holdings_.renewed(asked);
  database_.fence_with([this](storage::Session& session) {
    if (is_member(session, member_)) return;
    holdings_.end();
    throw storage::Fenced(fmt::format("gateway {} was away for longer than its lease and has been replaced", member_));
  });
}

Keeper::~Keeper() {
  database_.fence_with({});
}

void Keeper::run(const std::stop_token& stop) {
  Setbacks setbacks;  // to be told of them alone: a lease is asked for as often as ever
  while (!stop.stop_requested()) {
    try {
      step();
      setbacks.over();
    } catch (const storage::Busy& busy) {
      if (setbacks.again(steady_.now(), busy.what()).worth_telling)
        spdlog::warn("database is busy, the lease is renewed later: {}", busy.what());
    }
    wait_or_stop(stop, kLookEvery);
  }
}

void Keeper::step() {
  View view;
  {
    auto session = database_.read();
    view = view_of(session);
  }
  follow(view);
  const bool to_write = view.plan.take.any() || !view.lapsed.empty() || gone().any();
  if (to_write || renewal_is_due(steady_.now(), asked_)) settle();
  settled_ = true;
}

Keeper::View Keeper::view_of(storage::Session& session) {
  View view;
  const UtcTime now = options_.database_time(session);
  view.roll = read_roll(session);
  view.ours = epochs_of(session, member_);
  std::erase_if(seen_, [&](const auto& seen) {
    return std::ranges::find(view.roll.members, seen.first, &Member::epoch) == view.roll.members.end();
  });
  std::erase_if(view.roll.members, [&](const Member& member) {
    if (!is_over(member, now)) return false;
    view.lapsed.push_back(member.epoch);
    for (auto& holder : view.roll.holders)
      if (holder == member.epoch) holder = 0;
    return true;
  });
  view.plan = plan_for(member_, view.roll.members, view.roll.holders);
  return view;
}

// Our own lease may have run out while nobody was there to take our place: then it is still ours.
bool Keeper::is_over(const Member& member, UtcTime now) {
  if (member.epoch == member_) return false;
  auto& seen = seen_.try_emplace(member.epoch, Seen{member.expires, steady_.now()}).first->second;
  if (seen.expires != member.expires) seen = {member.expires, steady_.now()};
  return has_lapsed(member.expires, now, steady_.now() - seen.since) || options_.has_ended(member.process);
}

// Of those that are being let go: what is done.
SlotSet Keeper::gone() const {
  SlotSet done;
  for_each(leaving_, [&](std::uint8_t slot) { done.set(slot, outputs_.has_let_go(slot)); });
  return done;
}

void Keeper::settle() {
  const SteadyTime asked = steady_.now();
  auto tx = database_.begin();
  const SlotSet released = gone();
  release_slots(tx, member_, released);
  View view = view_of(tx);
  for (const Epoch lapsed : view.lapsed) remove_member(tx, lapsed);
  if (view.plan.take.any()) {
    static_cast<void>(take_slots(tx, member_, view.plan.take));
    view.ours = epochs_of(tx, member_);
  }
  renew(tx, member_, options_.database_time(tx));
  tx.commit();
  asked_ = asked;
  holdings_.renewed(asked);
  leaving_ &= ~released;
  for (const Epoch lapsed : view.lapsed)
    spdlog::warn("gateway {} has ended or does not answer: its slots are free", lapsed);
  if (view.plan.take.any())
    spdlog::info("{} slots taken; {} gateways share the slots", view.plan.take.count(), view.roll.members.size());
  follow(view);
}

// Makes what is served of what is ours: also after a commit whose answer was lost.
void Keeper::follow(const View& view) {
  for (std::uint8_t slot = 0; slot < view.ours.size(); ++slot) {
    const Epoch epoch = view.ours[slot];
    if (epoch == 0) leaving_.reset(slot);
    if (epoch == 0 || leaving_.test(slot)) continue;
    if (view.plan.give_up.test(slot)) {
      leaving_.set(slot);
      holdings_.drop(slot);
      outputs_.let_go(slot);
    } else if (holdings_.epoch_of(slot) != epoch) {
      holdings_.hold(slot, epoch);
      outputs_.take_up(slot, epoch);
    }
  }
}

void Keeper::leave() {
  try {
    auto tx = database_.begin();
    remove_member(tx, member_);
    tx.commit();
  } catch (const storage::DatabaseError& error) {
    spdlog::warn("the slots were not freed, their lease lapses by itself: {}", error.what());
  }
  holdings_.end();
}

}  // namespace liftguard::gateway::leases
