// The one door to the database: sessions that read, transactions that write, both over a pool of connections.
//
// Two engines take the same statements, chosen by the URL alone: SQLite ("sqlite:PATH": WAL, synchronous=FULL, foreign
// keys on) and PostgreSQL 15 or newer ("postgresql://...", a connection URI of libpq). On both there is one writer at a
// time over all processes, and readers beside it, each on one snapshot. Keep a transaction under 20 ms: the alarm path
// waits behind it.
//
// Errors are exceptions. `Busy` may be tried again: the lock was not to be had in time, or the server is away (the
// next call connects anew). `Conflict` is a key, a constraint or a value that was in the way. Every other DatabaseError
// (disk full, I/O, fsync, corruption) says that the process cannot promise anything any more: the caller lets it end
// the process, and never retries a failed fsync.
//
// A statement that failed dooms its transaction, whatever the caller makes of the error: it cannot be committed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/meter.hpp"
#include "common/storage/statement.hpp"

namespace liftguard::storage {

class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Nothing happened, and it may be tried again: somebody else held the write lock for longer than the busy timeout, or
// the server is not there.
class Busy : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// The session was lost while COMMIT was under way: it is in the database, or it is not (fault row B12). Who tries again
// must be safe to be carried out twice: by a key that decides what a repeat is.
class OutcomeUnknown : public Busy {
 public:
  using Busy::Busy;
};

class Conflict : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// The schema in the file is not the one this program was built with.
class SchemaError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// The database does not hold what was committed to it: an older state has taken its place. Nothing may go on before a
// person has said so to everybody (`liftguard-admin restored`).
class Behind : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

// What this process held in the database (database.hpp: fence_with) is another's now: it may write nothing any more.
class Fenced : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

enum class BulkWrite : std::uint8_t;
struct BulkTable;
class BulkRows;
class Connection;  // one engine's connection; common/storage/connection.hpp
class Pool;

// A change of the change log, as it stands there.
struct CommittedChange {
  std::int64_t seq = 0;
  UtcTime at{};
  std::int64_t subject = 0;
};

// What can ask. Not thread-safe: a session belongs to one thread at a time.
class Session {
 public:
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  template <class... Args>
  [[nodiscard]] Rows query(const Statement& statement, const Args&... args) {
    return run_query(statement, std::initializer_list<Param>{Param(args)...});
  }

  // The same with the parameters as a list.
  [[nodiscard]] Rows query_with(const Statement& statement, std::span<const Param> params);

  // Behind bulk.hpp, which is what callers use.
  [[nodiscard]] std::vector<Rows> run_each(const Statement& statement, const BulkRows& params);

  // The database's own clock at this instant, however long ago the session began.
  [[nodiscard]] UtcTime utc_now();

  // The statements that this session's connection has prepared so far, for tests of their plans.
  [[nodiscard]] std::vector<Statement> prepared() const;

  // The first row, or none.
  template <class... Args>
  [[nodiscard]] std::optional<Row> query_one(const Statement& statement, const Args&... args) {
    Rows rows = run_query(statement, std::initializer_list<Param>{Param(args)...});
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

 protected:
  Session(Pool& pool, Connection& connection) : pool_(&pool), connection_(&connection) {}
  ~Session() = default;

  // Runs `body` on the connection; an error in it dooms the session's transaction.
  template <class Body>
  auto on_connection(Body&& body);

  Pool* pool_;
  Connection* connection_;
  bool doomed_ = false;

 private:
  Rows run_query(const Statement& statement, std::initializer_list<Param> params);
};

// One consistent snapshot, held until the session goes. Many at once.
class ReadSession : public Session {
 public:
  ReadSession(ReadSession&& other) noexcept;
  ~ReadSession();

 private:
  friend class Database;
  ReadSession(Pool& pool, Connection& connection) : Session(pool, connection) {}
};

// The write transaction: rolled back in the destructor unless committed.
class Transaction : public Session {
 public:
  Transaction(Transaction&& other) noexcept;
  ~Transaction();

  // Number of rows written.
  template <class... Args>
  std::int64_t exec(const Statement& statement, const Args&... args) {
    return run_exec(statement, {Param(args)...});
  }

  // A new id: OrderId order = tx.make_id<OrderId>();
  template <class IdType>
  [[nodiscard]] IdType make_id() {
    return IdType{next_id()};
  }

  // Durable when it returns. Nothing may leave the process before that which rests on this transaction.
  void commit();

  // Behind changes.hpp: what the database must know for good once this transaction is committed (witness.hpp).
  void note(const CommittedChange& change);

  // Behind bulk.hpp, which is what callers use.
  std::vector<bool> run_bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write);

 private:
  friend class Database;
  Transaction(Pool& pool, Connection& connection, IdMaker* ids, const Meter& meter);
  std::int64_t run_exec(const Statement& statement, std::initializer_list<Param> params);
  std::int64_t next_id();

  IdMaker* ids_ = nullptr;
  const Meter* meter_;
  SteadyTime began_;
  std::optional<CommittedChange> newest_{};
};

// What to do with a database whose schema is older than the program's.
enum class Schema : std::uint8_t {
  require,  // refuse: servers start only on the schema they know
  migrate,  // bring it up: liftguard-admin, tests
};

struct Options {
  Schema schema = Schema::require;
  Milliseconds busy_timeout{5'000};
  // PostgreSQL: a server that has not answered for so long is gone (fault row A4: the network swallows everything);
  // half the busy timeout beyond it at the least. A thread is held to be stuck after 15 s (gateway/watch).
  Milliseconds reply{8'000};
  std::size_t readers = 8;            // read connections kept open; more are opened under load and closed again
  std::size_t most_readers = 32;      // who wants one more waits for one, at most the busy timeout
  std::filesystem::path behind{};     // a file that is made when the database is found to be Behind; empty: none
  const CivilClock* clock = nullptr;  // for the times inside ids; none: a clock anchored to the database's
};

// The URL as it may be shown and logged: without a password.
[[nodiscard]] std::string printable_url(std::string_view url);

// Thread-safe. Outlives its sessions.
class Database {
 public:
  // Throws SchemaError, Behind or DatabaseError. The file is made when it is not there and the schema is to be
  // migrated.
  [[nodiscard]] static std::unique_ptr<Database> open(std::string_view url, const Options& options = {});

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] Transaction begin();  // waits for the one writer; throws Busy
  [[nodiscard]] ReadSession read();

  // From now on begin() runs this inside each new transaction: it throws Fenced when the process has lost the right to
  // write, and nothing can have been written yet. Before other threads use the database.
  using Fence = std::function<void(Session& session)>;
  void fence_with(Fence fence);

  // From now on every write transaction is measured. Before other threads use the database.
  void measure_with(Meter meter);

  // The database's own clock: what every process anchors its CivilClock to.
  [[nodiscard]] UtcTime utc_now();

  // Random, made with the file; another one after a restore tells the boxes to send again (architecture: confirm).
  [[nodiscard]] std::uint64_t incarnation() const;

  // Changes when anybody has committed since the last call (another process on PostgreSQL: a moment later, as the news
  // of it comes); costs microseconds, reads no table.
  [[nodiscard]] std::int64_t data_version();

  // Makes ids with this process's leased node number (node_lease.hpp; renewed by begin()).
  [[nodiscard]] IdMaker& ids();

 private:
  struct Impl;
  friend class NodeLease;
  Transaction begin_with(IdMaker* ids);  // none: ids are not to be had yet
  explicit Database(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::storage
