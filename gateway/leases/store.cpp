#include "gateway/leases/store.hpp"

#include <cstddef>
#include <string_view>

#include "common/storage/counter.hpp"

namespace liftguard::gateway::leases {

namespace {

using storage::Statement;

constexpr std::string_view kEpochCounter = "gateway_epoch";

constexpr Statement kMembers{"gateway_members.all",
                             "select epoch, process, wanted, expires_ms from gateway_members order by epoch"};
constexpr Statement kHolders{"slot_leases.held", "select slot, member from slot_leases where member is not null"};
constexpr Statement kJoin{"gateway_members.insert",
                          "insert into gateway_members (epoch, name, process, wanted, joined_ms, expires_ms) "
                          "values (:1, :2, :3, :4, :5, :6)"};
constexpr Statement kRenew{"gateway_members.renew", "update gateway_members set expires_ms = :2 where epoch = :1"};
constexpr Statement kRemove{"gateway_members.delete", "delete from gateway_members where epoch = :1"};
constexpr Statement kFind{"gateway_members.find", "select epoch from gateway_members where epoch = :1"};
constexpr Statement kTake{"slot_leases.take",
                          "update slot_leases set epoch = :3, member = :2 where slot = :1 and member is null"};
constexpr Statement kRelease{"slot_leases.release",
                             "update slot_leases set member = null where slot = :1 and member = :2"};
constexpr Statement kReleaseAll{"slot_leases.release_all", "update slot_leases set member = null where member = :1"};
constexpr Statement kEpochs{"slot_leases.of_member", "select slot, epoch from slot_leases where member = :1"};

void must_be_one(std::int64_t rows, std::string_view what) {
  if (rows != 1) throw storage::Fenced("leases: " + std::string(what) + " is not ours any more");
}

}  // namespace

Roll read_roll(storage::Session& session) {
  Roll roll;
  for (auto& row : session.query(kMembers)) {
    Member& member = roll.members.emplace_back();
    member.epoch = row.take<Epoch>();
    member.process = row.take<std::string>();
    member.wanted = SlotSet(row.take<std::string>());
    member.expires = row.take<UtcTime>();
  }
  for (auto& row : session.query(kHolders)) {
    const auto slot = row.take<std::size_t>();
    roll.holders.at(slot) = row.take<Epoch>();
  }
  return roll;
}

Epoch join(storage::Transaction& tx, const Joining& joining, UtcTime now) {
  const auto epoch = static_cast<Epoch>(storage::next_number(tx, kEpochCounter));
  tx.exec(kJoin, epoch, joining.name, joining.process, joining.wanted.to_string(), now, now + kLease);
  return epoch;
}

void renew(storage::Transaction& tx, Epoch member, UtcTime now) {
  must_be_one(tx.exec(kRenew, member, now + kLease), "the membership");
}

void remove_member(storage::Transaction& tx, Epoch member) {
  tx.exec(kReleaseAll, member);
  tx.exec(kRemove, member);
}

bool is_member(storage::Session& session, Epoch member) {
  return session.query_one(kFind, member).has_value();
}

Epoch take_slots(storage::Transaction& tx, Epoch member, const SlotSet& slots) {
  const auto epoch = static_cast<Epoch>(storage::next_number(tx, kEpochCounter));
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    if (slots.test(slot)) must_be_one(tx.exec(kTake, slot, member, epoch), "a slot");
  return epoch;
}

void release_slots(storage::Transaction& tx, Epoch member, const SlotSet& slots) {
  for (std::size_t slot = 0; slot < slots.size(); ++slot)
    if (slots.test(slot)) must_be_one(tx.exec(kRelease, slot, member), "a slot");
}

SlotEpochs epochs_of(storage::Session& session, Epoch member) {
  SlotEpochs epochs{};
  for (auto& row : session.query(kEpochs, member)) {
    const auto slot = row.take<std::size_t>();
    epochs.at(slot) = row.take<Epoch>();
  }
  return epochs;
}

}  // namespace liftguard::gateway::leases
