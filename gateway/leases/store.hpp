// The tables of the leases: gateway_members and slot_leases. Times are the database's, handed in by a caller who has
// read them inside the same transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/storage/database.hpp"
#include "gateway/leases/rules.hpp"

namespace liftguard::gateway::leases {

// Everything there is to know at one instant.
struct Roll {
  std::vector<Member> members;  // rising by epoch, those that have lapsed as well
  SlotEpochs holders{};         // the member that has each slot; 0: none
};

[[nodiscard]] Roll read_roll(storage::Session& session);

struct Joining {
  std::string name;     // for people who look
  std::string process;  // process.hpp
  SlotSet wanted;
};

[[nodiscard]] Epoch join(storage::Transaction& tx, const Joining& joining, UtcTime now);
void renew(storage::Transaction& tx, Epoch member, UtcTime now);

// Its slots are free afterwards. Of a member that leaves by itself, and of one that has lapsed.
void remove_member(storage::Transaction& tx, Epoch member);

[[nodiscard]] bool is_member(storage::Session& session, Epoch member);

// The new epoch of the slots, above every one before.
[[nodiscard]] Epoch take_slots(storage::Transaction& tx, Epoch member, const SlotSet& slots);
void release_slots(storage::Transaction& tx, Epoch member, const SlotSet& slots);

// With which epoch the member holds each slot; 0: it does not.
[[nodiscard]] SlotEpochs epochs_of(storage::Session& session, Epoch member);

}  // namespace liftguard::gateway::leases
