// The tables accounts, sessions, known_devices and log_in_failures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "platform/accounts/rules.hpp"
#include "platform/accounts/throttle.hpp"

namespace liftguard::accounts {

enum class State : std::uint8_t { active = 1, cancelled = 2 };
enum class FirstPassword : std::uint8_t { no = 0, yes = 1 };  // yes: must be changed before anything else (AC-3)

struct Account {
  AccountId id{};
  std::string login{};
  std::string name{};
  Role role = Role::maintenance_sub;
  UnitId unit{};          // of the two maintenance roles
  DistrictId district{};  // of a dispatcher or regulator; none: the whole city
  State state = State::active;
  FirstPassword first_password = FirstPassword::yes;
};

struct NewAccount {
  std::string login{};
  std::string name{};
  Role role = Role::maintenance_sub;
  UnitId unit{};
  std::string password_hash{};  // of a first password
  DistrictId district{};
};

// Refused: "bad_login", "bad_name", "bad_unit", "bad_district", "login_taken".
[[nodiscard]] Result<AccountId> add_account(storage::Transaction& tx, const NewAccount& account,
                                            const storage::Actor& actor, UtcTime now);
void set_password(storage::Transaction& tx, AccountId id, std::string_view password_hash, FirstPassword first,
                  const storage::Actor& actor, UtcTime now);
void set_state(storage::Transaction& tx, AccountId id, State state, const storage::Actor& actor, UtcTime now);

[[nodiscard]] std::optional<Account> find_account(storage::Session& session, AccountId id);
[[nodiscard]] std::optional<Account> find_account(storage::Session& session, std::string_view login);
[[nodiscard]] std::string password_hash_of(storage::Session& session, AccountId id);  // empty for an unknown account

struct StoredSession {
  Account account{};
  SessionTimes times{};
};
struct NewSession {
  std::string token_hash{};
  AccountId account{};
  std::string source{};
  std::string agent{};
};
void start_session(storage::Transaction& tx, const NewSession& session, UtcTime now);
[[nodiscard]] std::optional<StoredSession> find_session(storage::Session& session, std::string_view token_hash);
void touch_session(storage::Transaction& tx, std::string_view token_hash, UtcTime now);
void end_session(storage::Transaction& tx, std::string_view token_hash);
void end_sessions_of(storage::Transaction& tx, AccountId account);
void forget_old_sessions(storage::Transaction& tx, UtcTime began_before);

[[nodiscard]] bool is_known_device(storage::Session& session, std::string_view token_hash, AccountId account);
[[nodiscard]] bool is_issued_device(storage::Session& session, std::string_view token_hash);  // known to any account
void remember_device(storage::Transaction& tx, std::string_view token_hash, AccountId account, UtcTime now);

// Zero where there are none.
[[nodiscard]] Failures failures_of(storage::Session& session, std::string_view key);
void put_failures(storage::Transaction& tx, std::string_view key, const Failures& failures);
void forget_failures(storage::Transaction& tx, std::string_view key);
void forget_old_failures(storage::Transaction& tx, UtcTime began_before);

}  // namespace liftguard::accounts
