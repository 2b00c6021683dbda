// One connection to one engine: the seam behind which its library stands. Used inside common/storage alone.
// Not thread-safe. Every function throws Busy, Conflict or DatabaseError; commit OutcomeUnknown as well.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/storage/statement.hpp"

namespace liftguard::storage {

enum class Access : std::uint8_t {
  read,
  write,
  migrate,  // write, with no bound on how long a statement or the wait for the lock may take
};

// What is done with a batch of rows (bulk.hpp).
enum class BulkWrite : std::uint8_t {
  insert = 1,  // a key that is there already is in the way: Conflict
  insert_new,  // it is left as it is
  put,         // it is overwritten
  update,
  take,
};

struct BulkTable;
class BulkRows;

class Connection {
 public:
  virtual ~Connection() = default;

  virtual void begin(Access access) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;

  // Prepared once a connection and name. All rows are fetched: nothing keeps a snapshot open behind our back.
  virtual Rows query(const Statement& statement, std::span<const Param> params) = 0;
  virtual std::int64_t exec(const Statement& statement, std::span<const Param> params) = 0;

  // For each row whether it was written (bulk.hpp).
  virtual std::vector<bool> bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write) = 0;

  // What query() gives for each row of parameters, in their order; there may be a column behind the select's own.
  virtual std::vector<Rows> query_each(const Statement& statement, const BulkRows& params) = 0;

  virtual void exec_once(std::string_view sql) = 0;  // one statement without parameters, not kept

  [[nodiscard]] virtual std::vector<Statement> prepared() const = 0;  // what query and exec were called with

  virtual UtcTime utc_now() = 0;
  virtual std::int64_t data_version() = 0;
  virtual bool has_table(std::string_view name) = 0;

  // False: the server is gone, and this connection with it; a new one may be had.
  [[nodiscard]] virtual bool usable() const = 0;
};

[[nodiscard]] std::unique_ptr<Connection> connect_sqlite(const std::string& path, Milliseconds busy_timeout);

// Refuses (DatabaseError) a database that is not in UTF8, sorts otherwise than by code point, or may lose what it has
// committed. Throws Busy when the server cannot be reached or does not let us in.
[[nodiscard]] std::unique_ptr<Connection> connect_postgresql(const std::string& url, Milliseconds busy_timeout,
                                                             Milliseconds reply = Options{}.reply);

}  // namespace liftguard::storage
