#include "platform/accounts/log_in.hpp"

#include <utility>

#include "platform/accounts/secrets.hpp"

namespace liftguard::accounts {

namespace {

using http::Problem;
using http::ProblemCode;

constexpr std::chrono::minutes kTouchEvery{1};

// The keys under which failures of one try are counted. Names from outside are hashed: their length is not ours.
struct FailureKeys {
  std::string pair, account, source;
};

FailureKeys keys_for(std::string_view login, const Client& client, Device device) {
  const std::string name = login_key(login);
  const std::string from = device == Device::known ? "device:" + client.device_token : "source:" + client.source;
  return {token_hash("pair\n" + name + '\n' + from), token_hash("account\n" + name),
          token_hash("source\n" + client.source)};
}

// A try that has been let through, and counted as a failure until it proves otherwise: a thousand guesses at once are a
// thousand failures before the first password is looked at.
struct Try {
  std::optional<Account> account;
  FailureKeys keys;
  LogInPressure before;
  std::string password_hash;
};

struct Admittance {
  std::optional<Try> admitted;
  std::chrono::milliseconds wait{0};
};

Admittance begin_try(storage::Database& database, std::string_view login, const Client& client, UtcTime now) {
  auto tx = database.begin();
  Try attempt;
  attempt.account = find_account(tx, login);
  const AccountId id = attempt.account ? attempt.account->id : AccountId{};
  const bool known = is_known_device(tx, token_hash(client.device_token), id);
  attempt.before.device = known ? Device::known : Device::unknown;
  attempt.keys = keys_for(login, client, attempt.before.device);
  attempt.before.pair = failures_of(tx, attempt.keys.pair);
  attempt.before.account = failures_of(tx, attempt.keys.account);
  attempt.before.source = failures_of(tx, attempt.keys.source);
  const auto wait = wait_before_try(attempt.before, now);
  if (wait.count() > 0) return {std::nullopt, wait};

  attempt.password_hash = password_hash_of(tx, id);
  put_failures(tx, attempt.keys.pair, with_one_more(attempt.before.pair, now));
  if (!known) put_failures(tx, attempt.keys.account, with_one_more(attempt.before.account, now));
  if (!known) put_failures(tx, attempt.keys.source, with_one_more(attempt.before.source, now));
  forget_old_failures(tx, now - kFailureWindow);
  tx.commit();
  return {std::move(attempt), {}};
}

// Takes back what begin_try counted. Others' failures of the meantime stay.
void take_back_failures(storage::Transaction& tx, const Try& attempt) {
  forget_failures(tx, attempt.keys.pair);
  if (attempt.before.device == Device::known) return;
  for (const std::string* key : {&attempt.keys.account, &attempt.keys.source}) {
    Failures failures = failures_of(tx, *key);
    if (failures.count == 0) continue;
    --failures.count;
    put_failures(tx, *key, failures);
  }
}

Outcome refused(ProblemCode code) {
  return {std::nullopt, Problem{code, {}}};
}

Outcome too_soon(std::chrono::milliseconds wait) {
  Outcome outcome = refused(ProblemCode::too_many_attempts);
  outcome.problem.details.retry_after_s = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return outcome;
}

// Always one Argon2id verification, whether or not there is such an account (H7).
bool proves_identity(const Try& attempt, std::string_view password) {
  const bool exists = attempt.account && attempt.account->state == State::active;
  const bool matches = password_matches(exists ? attempt.password_hash : dummy_password_hash(), password);
  return exists && matches;
}

// H11: every admission has a session token of its own, and a device keeps only a token that we gave it.
Admission admit(storage::Transaction& tx, const Account& account, const Client& client, UtcTime now) {
  const bool ours = is_issued_device(tx, token_hash(client.device_token));
  Admission admission{account, new_token(), ours ? client.device_token : new_token()};
  start_session(tx, {token_hash(admission.session_token), account.id, client.source, client.agent}, now);
  remember_device(tx, token_hash(admission.device_token), account.id, now);
  return admission;
}

storage::Actor actor_of(const Account& account, const Client& client) {
  return {account.id, account.name, client.source};
}

}  // namespace

Outcome log_in(storage::Database& database, const Policy& policy, const LogIn& attempt, UtcTime now) {
  auto begun = begin_try(database, attempt.login, attempt.client, now);
  if (!begun.admitted) return too_soon(begun.wait);
  if (!proves_identity(*begun.admitted, attempt.password)) return refused(ProblemCode::bad_credentials);

  const Account& account = *begun.admitted->account;
  auto tx = database.begin();
  take_back_failures(tx, *begun.admitted);
  forget_old_sessions(tx, now - policy.session.absolute);
  Admission admission = admit(tx, account, attempt.client, now);
  storage::append_audit(tx, {actor_of(account, attempt.client), "session.began", account.id.value, {}, {}}, now);
  tx.commit();
  return {std::move(admission), {}};
}

Outcome change_password(storage::Database& database, const Policy& policy, const PasswordChange& change, UtcTime now) {
  auto begun = begin_try(database, change.account.login, change.client, now);
  if (!begun.admitted) return too_soon(begun.wait);
  if (!proves_identity(*begun.admitted, change.current)) return refused(ProblemCode::wrong_password);
  std::string_view fault = change.fresh == change.current ? "unchanged" : "";
  if (const auto found = check_password(policy.password, change.fresh, change.account.login)) fault = name_of(*found);

  const std::string hash = fault.empty() ? hash_password(change.fresh) : std::string{};
  auto tx = database.begin();
  take_back_failures(tx, *begun.admitted);
  if (!fault.empty()) {
    tx.commit();
    Outcome outcome = refused(ProblemCode::weak_password);
    outcome.problem.details.field = "new";
    outcome.problem.details.rule = fault;
    return outcome;
  }
  set_password(tx, change.account.id, hash, FirstPassword::no, actor_of(change.account, change.client), now);
  end_sessions_of(tx, change.account.id);
  Account account = change.account;
  account.first_password = FirstPassword::no;
  Admission admission = admit(tx, account, change.client, now);
  tx.commit();
  return {std::move(admission), {}};
}

std::optional<StoredSession> session_behind(storage::Session& session, const SessionTerms& terms,
                                            std::string_view session_token, UtcTime now) {
  auto found = find_session(session, token_hash(session_token));
  if (!found || found->account.state != State::active || is_over(found->times, terms, now)) return std::nullopt;
  return found;
}

void keep_alive(storage::Database& database, const std::vector<SessionInUse>& sessions, UtcTime now) {
  std::vector<std::string> due;
  for (const auto& session : sessions) {
    if (now - session.times.last_used >= kTouchEvery) due.push_back(token_hash(session.token));
  }
  if (due.empty()) return;
  auto tx = database.begin();
  for (const auto& hash : due) touch_session(tx, hash, now);
  tx.commit();
}

}  // namespace liftguard::accounts
