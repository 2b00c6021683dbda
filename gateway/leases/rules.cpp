#include "gateway/leases/rules.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace liftguard::gateway::leases {

namespace {

// The members with the number of slots that each has in the plan so far.
class Sharing {
 public:
  explicit Sharing(std::span<const Member> members) : members_(members), owned_(members.size()) {}

  std::optional<std::size_t> find(Epoch epoch) const {
    for (std::size_t i = 0; i < members_.size(); ++i)
      if (members_[i].epoch == epoch) return i;
    return std::nullopt;
  }

  // Of those that want the slot, who has the fewest.
  std::optional<std::size_t> poorest(std::size_t slot) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < members_.size(); ++i)
      if (members_[i].wanted.test(slot) && (!found || owned_[i] < owned_[*found])) found = i;
    return found;
  }

  void give(SlotEpochs& plan, std::size_t slot, std::size_t to) {
    if (const auto from = find(plan[slot])) --owned_[*from];
    plan[slot] = members_[to].epoch;
    ++owned_[to];
  }

  // The slot whose move to another evens out most; moves it. False: none has to move.
  bool move_one(SlotEpochs& plan) {
    std::optional<std::size_t> best;
    std::size_t best_gap = 1;
    for (std::size_t slot = 0; slot < plan.size(); ++slot) {
      const auto from = find(plan[slot]);
      const auto to = poorest(slot);
      if (!from || !to || owned_[*from] <= owned_[*to] + best_gap) continue;
      best = slot;
      best_gap = owned_[*from] - owned_[*to];
    }
    if (best) give(plan, *best, *poorest(*best));
    return best.has_value();
  }

 private:
  std::span<const Member> members_;
  std::vector<std::size_t> owned_;
};

}  // namespace

SlotEpochs share_out(std::span<const Member> members, const SlotEpochs& holders) {
  SlotEpochs plan{};
  Sharing sharing(members);
  for (std::size_t slot = 0; slot < plan.size(); ++slot)
    if (const auto holder = sharing.find(holders[slot]); holder && members[*holder].wanted.test(slot))
      sharing.give(plan, slot, *holder);
  for (std::size_t slot = 0; slot < plan.size(); ++slot)
    if (plan[slot] == 0)
      if (const auto taker = sharing.poorest(slot)) sharing.give(plan, slot, *taker);
  while (sharing.move_one(plan)) {
  }
  return plan;
}

Plan plan_for(Epoch self, std::span<const Member> members, const SlotEpochs& holders) {
  const SlotEpochs rightful = share_out(members, holders);
  Plan plan;
  for (std::size_t slot = 0; slot < holders.size(); ++slot) {
    plan.take.set(slot, rightful[slot] == self && holders[slot] == 0);
    plan.give_up.set(slot, rightful[slot] != self && holders[slot] == self);
  }
  return plan;
}

}  // namespace liftguard::gateway::leases
