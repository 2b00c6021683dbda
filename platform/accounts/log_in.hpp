// Logging in, changing one's password, and who is behind a request: AC-3, AC-10 and fault rows H5-H7, H11, H12.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "platform/accounts/store.hpp"
#include "platform/http/problem.hpp"

namespace liftguard::accounts {

// Where a request comes from, as far as log-ins care.
struct Client {
  std::string source;        // address
  std::string agent;         // User-Agent, shortened
  std::string device_token;  // of the cookie lg_device, empty when there is none
};

struct LogIn {
  std::string login;
  std::string password;
  Client client;
};

struct PasswordChange {
  Account account;
  std::string current;
  std::string fresh;
  Client client;
};

// A new session with its secrets, to be handed to the browser and kept nowhere else.
struct Admission {
  Account account;
  std::string session_token;
  std::string device_token;
};

struct Policy {
  SessionTerms session;
  PasswordPolicy password = kManualPolicy;
};

// Both hash passwords: tens of milliseconds. A problem is bad_credentials, wrong_password, weak_password or
// too_many_attempts.
struct Outcome {
  std::optional<Admission> admission;
  http::Problem problem;  // when there is no admission
};
[[nodiscard]] Outcome log_in(storage::Database& database, const Policy& policy, const LogIn& attempt, UtcTime now);
[[nodiscard]] Outcome change_password(storage::Database& database, const Policy& policy, const PasswordChange& change,
                                      UtcTime now);

// The session behind a token; none when it or its account has ended.
[[nodiscard]] std::optional<StoredSession> session_behind(storage::Session& session, const SessionTerms& terms,
                                                          std::string_view session_token, UtcTime now);

struct SessionInUse {
  std::string token{};
  SessionTimes times{};
};
// Notes that the sessions are in use, each at most once a minute, all in one transaction.
void keep_alive(storage::Database& database, const std::vector<SessionInUse>& sessions, UtcTime now);

}  // namespace liftguard::accounts
