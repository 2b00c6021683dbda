#include "gateway/rollout/reports.hpp"

#include "gateway/rollout/store.hpp"

namespace liftguard::gateway {
namespace {

using storage::Session;
using storage::Transaction;

bool is_open(RolloutState state) {
  return state == RolloutState::running || state == RolloutState::halted;
}

// Where the box's state in its roll-out changes, it is saved.
template <class Change>
void change_place(Transaction& tx, std::string_view monitor, UtcTime now, const Change& change) {
  auto place = place_of(tx, monitor);
  if (!place || !is_open(place->rollout.state)) return;
  auto after = change(place->box.state, place->image.version);
  if (after == place->box.state) return;
  place->box.state = std::move(after);
  save_box(tx, place->box, now);
}

// How far a download has come is the box's affair.
bool says_the_same(const wire::UpdateStatus& one, const wire::UpdateStatus& other) {
  return one.board == other.board && one.running == other.running && one.version == other.version &&
         one.phase == other.phase && one.reason == other.reason;
}

}  // namespace

void take_firmware(Transaction& tx, std::string_view monitor, const wire::Birth& birth, UtcTime now) {
  const auto update = birth.update.value_or(wire::UpdateStatus{});  // without slots: for no board
  const auto known = find_firmware(tx, monitor);
  const bool new_start = !known || known->boot != birth.at.boot;
  const bool same = !new_start && says_the_same(known->update, update) && known->safe_mode == birth.safe_mode;
  if (!same) save_firmware(tx, {std::string(monitor), update, birth.at.boot, birth.boot_reason, birth.safe_mode}, now);
  change_place(tx, monitor, now, [&](const BoxState& state, std::uint64_t version) {
    return after_birth(state, version, {update, birth.boot_reason, birth.safe_mode, new_start});
  });
}

bool changes_anything(Session& session, std::string_view monitor, const wire::UpdateStatus& update) {
  const auto known = find_firmware(session, monitor);
  if (!known || !says_the_same(known->update, update)) return true;
  const auto place = place_of(session, monitor);
  return place && is_open(place->rollout.state) &&
         after_progress(place->box.state, place->image.version, update) != place->box.state;
}

void take_update(Transaction& tx, std::string_view monitor, const wire::UpdateStatus& update, UtcTime now) {
  auto known = find_firmware(tx, monitor);
  if (!known) return;  // its birth is still to come
  if (!says_the_same(known->update, update)) {
    known->update = update;
    save_firmware(tx, *known, now);
  }
  change_place(tx, monitor, now,
               [&](const BoxState& state, std::uint64_t version) { return after_progress(state, version, update); });
}

}  // namespace liftguard::gateway
