#include "platform/admin/staged_import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/dispatch/chains.hpp"
#include "common/dispatch/contact_check.hpp"
#include "common/registry/posts.hpp"
#include "common/registry/store.hpp"
#include "platform/accounts/store.hpp"

namespace liftguard::admin {

namespace {

constexpr std::chrono::minutes kAbandoned{1};
constexpr int kReadAtOnce = 200;
constexpr int kForgetAtOnce = 200;

const storage::Actor kSystem{{}, "系统", {}};

// What the codes of a town are in this database.
struct Codes {
  std::map<std::string, DistrictId> districts{};
  std::map<std::string, UnitId> units{};

  [[nodiscard]] UnitId unit(const std::string& code) const { return code.empty() ? UnitId{} : units.at(code); }
  [[nodiscard]] DistrictId district(const std::string& code) const {
    return code.empty() ? DistrictId{} : districts.at(code);
  }
};

void put_district(storage::Transaction& tx, const TownDistrict& town, Codes& codes, UtcTime now) {
  const DistrictId id = registry::put_district(tx, town.district);
  codes.districts[town.district.code] = id;
  if (registry::limits_at(tx, id, now) != town.limits) registry::put_limits(tx, id, town.limits, now);
}

void put_contact(storage::Transaction& tx, const TownContact& town, ElevatorId elevator, const Codes& codes) {
  registry::Contact contact = town.contact;
  contact.unit = codes.unit(town.unit);
  contact.elevator = elevator;
  registry::put_contact(tx, contact);
}

void put_post(storage::Transaction& tx, const TownPost& town, const Codes& codes) {
  registry::Post post = town.post;
  post.district = codes.district(town.district);
  registry::put_post(tx, post);
}

void put_elevator(storage::Transaction& tx, const WholeElevator& whole, const Codes& codes, UtcTime now) {
  registry::Elevator elevator = whole.town.elevator;
  elevator.district = codes.districts.at(whole.town.district);
  elevator.maintenance_unit = codes.unit(whole.town.maintenance_unit);
  elevator.second_unit = codes.unit(whole.town.second_unit);
  const ElevatorId id = registry::put_elevator(tx, elevator);
  for (const TownContact& contact : whole.contacts) put_contact(tx, contact, id, codes);
  if (whole.town.monitor.empty()) return;
  registry::put_monitor(tx, whole.town.monitor, now);
  const auto bound = registry::find_monitor(tx, whole.town.monitor);
  if (!bound || bound->elevator != id) registry::bind_monitor(tx, whole.town.monitor, id, now);
}

Result<void> put_account(storage::Transaction& tx, const HashedAccount& hashed, const Codes& codes, UtcTime now) {
  const TownAccount& account = hashed.account;
  const auto added = accounts::add_account(tx,
                                           {.login = account.login,
                                            .name = account.name,
                                            .role = account.role,
                                            .unit = codes.unit(account.unit),
                                            .password_hash = hashed.password_hash,
                                            .district = codes.district(account.district)},
                                           kSystem, now);
  if (!added) return added.error();
  return {};
}

Result<void> put_row(storage::Transaction& tx, const ImportRow& row, Codes& codes, UtcTime now) {
  switch (row.kind) {
    case RowKind::district:
      put_district(tx, district_of(row), codes, now);
      return {};
    case RowKind::unit: {
      const registry::Unit unit = unit_of(row);
      codes.units[unit.code] = registry::put_unit(tx, unit);
      return {};
    }
    case RowKind::contact:
      put_contact(tx, contact_of(row), {}, codes);
      return {};
    case RowKind::post:
      put_post(tx, post_of(row), codes);
      return {};
    case RowKind::chain: {
      const TownChain town = chain_of(row);
      return dispatch::put_chain(tx, codes.district(town.district), town.chain, now);
    }
    case RowKind::elevator:
      put_elevator(tx, elevator_of(row), codes, now);
      return {};
    case RowKind::account:
      return put_account(tx, account_of(row), codes, now);
  }
  return {};
}

bool gives_codes(const ImportRow& row) {
  return row.kind == RowKind::district || row.kind == RowKind::unit;
}

}  // namespace

template <class Body>
void StagedImport::in_turns(Body&& body) {
  for (bool more = true; more;) {
    storage::Transaction tx = database_.begin();
    more = body(tx, steady_.now() + pace_.longest);
    tx.commit();
    if (more && pace_.pause) pace_.pause();
  }
}

Result<void> StagedImport::settle_earlier() {
  std::vector<OpenImport> open;
  std::optional<ImportId> done;
  {
    storage::ReadSession session = database_.read();
    open = open_imports(session);
    done = done_with_rows(session);
  }
  for (const OpenImport& import : open) {
    if (database_.utc_now() - import.touched < kAbandoned)
      return refuse("import_running", "another import is under way; one that was killed is given up after a minute");
    if (import.state == ImportState::accepted) {
      (void)carry_out(import.id);
      continue;
    }
    clear(import.id);
    storage::Transaction tx = database_.begin();
    forget(tx, import.id);
    tx.commit();
  }
  if (done) clear(*done);
  return {};
}

Result<ImportId> StagedImport::stage(const std::vector<ImportRow>& rows,
                                     const std::function<void()>& before_accepting) {
  ImportId import;
  {
    storage::Transaction tx = database_.begin();
    import = begin_import(tx, database_.utc_now());
    tx.commit();
  }
  bool ours = true;
  std::size_t staged = 0;
  in_turns([&](storage::Transaction& tx, SteadyTime end) {
    do {
      const std::size_t count = std::min(pace_.staged_rows, rows.size() - staged);
      const auto some = std::span(rows).subspan(staged, count);
      ours = admin::stage(tx, import, static_cast<std::int64_t>(staged) + 1, some, tx.utc_now());
      staged += count;
    } while (ours && staged < rows.size() && steady_.now() < end);
    return ours && staged < rows.size();
  });
  if (ours && before_accepting) before_accepting();
  if (ours) {
    storage::Transaction tx = database_.begin();
    ours = accept(tx, import, tx.utc_now());
    tx.commit();
  }
  if (!ours) return refuse("import_lost", "another process took this import for abandoned");
  return import;
}

std::vector<std::string> StagedImport::carry_out(ImportId import) {
  std::vector<std::string> complaints;
  Codes codes;
  std::int64_t at = 0, applied = 0;
  {
    storage::ReadSession session = database_.read();
    for (const OpenImport& open : open_imports(session))
      if (open.id == import) applied = open.applied;
  }
  std::vector<ImportRow> rows;
  std::size_t next = 0;
  in_turns([&](storage::Transaction& tx, SteadyTime end) {
    const UtcTime now = tx.utc_now();
    bool more = true;
    do {
      if (next == rows.size()) {
        rows = rows_after(tx, import, at, kReadAtOnce);
        next = 0;
      }
      more = !rows.empty();
      if (!more) break;
      const ImportRow& row = rows[next++];
      ++at;
      // Districts and units are put again by whoever goes on: it has to know their ids.
      if (at <= applied && !gives_codes(row)) continue;
      if (const auto put = put_row(tx, row, codes, now); !put)
        complaints.push_back(fmt::format("{}: {}", put.error().code, put.error().detail));
    } while (steady_.now() < end);
    note_applied(tx, import, std::max(at, applied), now);
    return more;
  });
  check_contacts(codes.units);
  {
    storage::Transaction tx = database_.begin();
    note_done(tx, import, tx.utc_now());
    tx.commit();
  }
  clear(import);
  return complaints;
}

void StagedImport::check_contacts(const std::map<std::string, UnitId>& units) {
  auto unit = units.begin();
  in_turns([&](storage::Transaction& tx, SteadyTime end) {
    for (bool first = true; unit != units.end() && (first || steady_.now() < end); first = false, ++unit)
      dispatch::check_contacts(tx, unit->second, tx.utc_now());
    return unit != units.end();
  });
}

void StagedImport::clear(ImportId import) {
  in_turns([&](storage::Transaction& tx, SteadyTime) { return forget_rows(tx, import, kForgetAtOnce); });
}

}  // namespace liftguard::admin
