// One session with a PostgreSQL server over libpq: a command at a time, each wait bounded, errors by SQLSTATE.
// Used by postgresql_connection.cpp alone. Not thread-safe.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/database.hpp"

namespace liftguard::storage {

// The session is gone. Whether the command was carried out is not known, unless `before_command`.
class Lost : public Busy {
 public:
  Lost(const std::string& text, bool before_command) : Busy(text), before_command_(before_command) {}
  [[nodiscard]] bool before_command() const { return before_command_; }

 private:
  bool before_command_;
};

// The server cannot do it: with a plan that is kept since before a migration, or with none. Which, knows who prepared
// it.
class StalePlan : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

struct ResultEnd {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultEnd>;

// A parameter in the server's binary form. A null may leave its type (0) to the server.
struct WireParam {
  Oid type = 0;
  bool null = true;
  std::string bytes{};
};

class PostgresqlLink {
 public:
  // `url`: a connection URI of libpq; what it leaves open comes from the environment and the password file, as with
  // every PostgreSQL client. Throws Busy: not to be reached, too many connections, not let in. No message of ours
  // holds the URL, because it may hold a password.
  explicit PostgresqlLink(const std::string& url);

  // From now on a server that has not answered a command for so long is gone; none: it may take its time, and TCP's own
  // probes alone tell whether it is there.
  void bound_replies(std::optional<Milliseconds> most) {
    reply_timeout_ms_ = most ? static_cast<int>(most->count()) : kForEver;
  }

  // Throw Lost, Busy, Conflict, StalePlan, DatabaseError. `what` names the statement in the error.
  Result run(std::string_view what, const std::string& sql);  // may be several, parted by semicolons: the last's result
  void prepare(std::string_view what, const std::string& name, const std::string& sql,
               std::span<const WireParam> types);
  Result run_prepared(std::string_view what, const std::string& name, std::span<const WireParam> params);
  Result run_once(std::string_view what, const std::string& sql, std::span<const WireParam> params);

  [[nodiscard]] bool usable() const { return !lost_; }
  [[nodiscard]] bool in_transaction() const { return PQtransactionStatus(session_.get()) != PQTRANS_IDLE; }
  [[nodiscard]] int server_version() const { return PQserverVersion(session_.get()); }

  // How many notifications have come since the last call; waits for nothing.
  int take_notifications();

 private:
  struct SessionEnd {
    void operator()(PGconn* session) const { PQfinish(session); }
  };

  Result answer(std::string_view what, int sent);
  bool next_result(Result& result);  // false: the session is gone
  bool flush();
  [[nodiscard]] bool wait(short events) const;  // false: the bound has passed
  [[noreturn]] void lose(std::string_view what, bool before_command);
  [[noreturn]] void refuse(std::string_view what, const PGresult& failed);

  std::unique_ptr<PGconn, SessionEnd> session_;
  static constexpr int kForEver = -1;  // to poll()
  int reply_timeout_ms_ = kForEver;
  bool lost_ = false;
};

}  // namespace liftguard::storage
