#include "platform/accounts/store.hpp"

#include "platform/http/json_writer.hpp"

namespace liftguard::accounts {

using storage::Statement;

namespace {

constexpr Statement kAdd{"accounts.add",
                         "insert into accounts (id, login, login_key, name, role, unit_id, district_id, state, "
                         "password_hash, must_change_password, created_ms, changed_ms) "
                         "values (:1, :2, :3, :4, :5, :6, :10, :7, :8, 1, :9, :9)"};
constexpr Statement kById{"accounts.by_id",
                          "select id, login, name, role, unit_id, district_id, state, must_change_password from "
                          "accounts where id = :1"};
constexpr Statement kByLogin{"accounts.by_login",
                             "select id, login, name, role, unit_id, district_id, state, must_change_password from "
                             "accounts where login_key = :1"};
constexpr Statement kHash{"accounts.password_hash", "select password_hash from accounts where id = :1"};
constexpr Statement kSetPassword{"accounts.set_password",
                                 "update accounts set password_hash = :2, must_change_password = :3, changed_ms = :4 "
                                 "where id = :1"};
constexpr Statement kSetState{"accounts.set_state", "update accounts set state = :2, changed_ms = :3 where id = :1"};

constexpr Statement kStart{"sessions.start",
                           "insert into sessions (token_hash, account_id, began_ms, used_ms, source, agent) "
                           "values (:1, :2, :3, :3, :4, :5)"};
constexpr Statement kFind{
    "sessions.find",
    "select a.id, a.login, a.name, a.role, a.unit_id, a.district_id, a.state, a.must_change_password, "
    "s.began_ms, s.used_ms "
    "from sessions s join accounts a on a.id = s.account_id where s.token_hash = :1"};
constexpr Statement kTouch{"sessions.touch", "update sessions set used_ms = :2 where token_hash = :1"};
constexpr Statement kEnd{"sessions.end", "delete from sessions where token_hash = :1"};
constexpr Statement kEndAll{"sessions.end_all", "delete from sessions where account_id = :1"};
constexpr Statement kForgetSessions{"sessions.forget_old", "delete from sessions where began_ms < :1"};

constexpr Statement kIsKnown{"known_devices.find",
                             "select 1 from known_devices where token_hash = :1 and account_id = :2"};
constexpr Statement kIsIssued{"known_devices.find_any", "select 1 from known_devices where token_hash = :1 limit 1"};
constexpr Statement kRemember{"known_devices.remember",
                              "insert into known_devices (token_hash, account_id, used_ms) values (:1, :2, :3) "
                              "on conflict (token_hash, account_id) do update set used_ms = excluded.used_ms"};

constexpr Statement kFailures{"log_in_failures.find",
                              "select count, began_ms, last_ms from log_in_failures where failure_key = :1"};
constexpr Statement kPutFailures{"log_in_failures.put",
                                 "insert into log_in_failures (failure_key, count, began_ms, last_ms) "
                                 "values (:1, :2, :3, :4) on conflict (failure_key) do update set "
                                 "count = excluded.count, began_ms = excluded.began_ms, last_ms = excluded.last_ms"};
constexpr Statement kForgetFailures{"log_in_failures.forget", "delete from log_in_failures where failure_key = :1"};
constexpr Statement kForgetOldFailures{"log_in_failures.forget_old", "delete from log_in_failures where began_ms < :1"};

Account take_account(storage::Row& row) {
  Account account;
  account.id = row.take<AccountId>();
  account.login = row.take<std::string>();
  account.name = row.take<std::string>();
  account.role = row.take<Role>();
  account.unit = row.take<UnitId>();
  account.district = row.take<DistrictId>();
  account.state = row.take<State>();
  account.first_password = row.take<FirstPassword>();
  return account;
}

std::optional<Account> account_in(std::optional<storage::Row> row) {
  return row ? std::optional(take_account(*row)) : std::nullopt;
}

bool belongs_to_unit(Role role) {
  return role == Role::maintenance_main || role == Role::maintenance_sub;
}

std::string audit_json(const NewAccount& account) {
  http::JsonWriter json;
  json.begin_object().member("login", account.login).member("name", account.name);
  json.member("role", name_of(account.role));
  if (account.unit) json.member("unit_id", account.unit);
  if (account.district) json.member("district_id", account.district);
  return json.end_object().take();
}

}  // namespace

Result<AccountId> add_account(storage::Transaction& tx, const NewAccount& account, const storage::Actor& actor,
                              UtcTime now) {
  if (!is_login_for(account.role, account.login)) return refuse("bad_login", account.login);
  if (!is_person_name(account.name)) return refuse("bad_name", account.name);
  if (belongs_to_unit(account.role) != static_cast<bool>(account.unit)) return refuse("bad_unit", account.login);
  if (account.district && !may_have_district(account.role)) return refuse("bad_district", account.login);
  const std::string key = login_key(account.login);
  if (tx.query_one(kByLogin, key)) return refuse("login_taken", account.login);
  const auto id = tx.make_id<AccountId>();
  tx.exec(kAdd, id, account.login, key, account.name, account.role, account.unit, State::active, account.password_hash,
          now, account.district);
  storage::append_audit(tx, {actor, "account.added", id.value, {}, audit_json(account)}, now);
  return id;
}

void set_password(storage::Transaction& tx, AccountId id, std::string_view password_hash, FirstPassword first,
                  const storage::Actor& actor, UtcTime now) {
  tx.exec(kSetPassword, id, password_hash, first, now);
  const std::string_view action = first == FirstPassword::yes ? "account.password_reset" : "account.password_changed";
  storage::append_audit(tx, {actor, std::string(action), id.value, {}, {}}, now);
}

void set_state(storage::Transaction& tx, AccountId id, State state, const storage::Actor& actor, UtcTime now) {
  tx.exec(kSetState, id, state, now);
  const std::string_view action = state == State::active ? "account.enabled" : "account.cancelled";
  storage::append_audit(tx, {actor, std::string(action), id.value, {}, {}}, now);
}

std::optional<Account> find_account(storage::Session& session, AccountId id) {
  return account_in(session.query_one(kById, id));
}

std::optional<Account> find_account(storage::Session& session, std::string_view login) {
  return account_in(session.query_one(kByLogin, login_key(login)));
}

std::string password_hash_of(storage::Session& session, AccountId id) {
  const auto row = session.query_one(kHash, id);
  return row ? row->get<std::string>(0) : std::string{};
}

void start_session(storage::Transaction& tx, const NewSession& session, UtcTime now) {
  tx.exec(kStart, session.token_hash, session.account, now, session.source, session.agent);
}

std::optional<StoredSession> find_session(storage::Session& session, std::string_view token_hash) {
  auto row = session.query_one(kFind, token_hash);
  if (!row) return std::nullopt;
  StoredSession found;
  found.account = take_account(*row);
  found.times.began = row->take<UtcTime>();
  found.times.last_used = row->take<UtcTime>();
  return found;
}

void touch_session(storage::Transaction& tx, std::string_view token_hash, UtcTime now) {
  tx.exec(kTouch, token_hash, now);
}
void end_session(storage::Transaction& tx, std::string_view token_hash) {
  tx.exec(kEnd, token_hash);
}
void end_sessions_of(storage::Transaction& tx, AccountId account) {
  tx.exec(kEndAll, account);
}
void forget_old_sessions(storage::Transaction& tx, UtcTime began_before) {
  tx.exec(kForgetSessions, began_before);
}

bool is_known_device(storage::Session& session, std::string_view token_hash, AccountId account) {
  return session.query_one(kIsKnown, token_hash, account).has_value();
}

bool is_issued_device(storage::Session& session, std::string_view token_hash) {
  return session.query_one(kIsIssued, token_hash).has_value();
}

void remember_device(storage::Transaction& tx, std::string_view token_hash, AccountId account, UtcTime now) {
  tx.exec(kRemember, token_hash, account, now);
}

Failures failures_of(storage::Session& session, std::string_view key) {
  auto row = session.query_one(kFailures, key);
  if (!row) return {};
  return {row->get<int>(0), row->get<UtcTime>(1), row->get<UtcTime>(2)};
}

void put_failures(storage::Transaction& tx, std::string_view key, const Failures& failures) {
  tx.exec(kPutFailures, key, failures.count, failures.began, failures.last);
}

void forget_failures(storage::Transaction& tx, std::string_view key) {
  tx.exec(kForgetFailures, key);
}
void forget_old_failures(storage::Transaction& tx, UtcTime began_before) {
  tx.exec(kForgetOldFailures, began_before);
}

}  // namespace liftguard::accounts
