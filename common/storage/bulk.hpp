// Whole batches of rows bound at once: on PostgreSQL one statement over `unnest(...)`, whose cost a row is a tenth of a
// statement's; on SQLite one prepared statement over the rows.
//
//   constexpr BulkColumn kColumns[]{{"monitor", ColumnType::text}, {"seq", ColumnType::bigint}, ...};
//   constexpr BulkTable kEvents{"monitor_events.insert_many", "monitor_events", kColumns, 2};
//   BulkRows rows(kEvents);
//   rows.add(monitor, seq, ...);
//   const std::vector<bool> is_new = insert_new(tx, kEvents, rows);
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/storage/database.hpp"

namespace liftguard::storage {

enum class ColumnType : std::uint8_t { bigint = 1, real, text };

struct BulkColumn {
  std::string_view name;
  ColumnType type;
};

// Constants of the program, as statements are; each for one of the functions below.
struct BulkTable {
  std::string_view name;  // of the statement, unique in the project
  std::string_view table;
  std::span<const BulkColumn> columns;
  std::size_t key;  // how many of them, from the first, are the primary key or a unique index
};

// The values of a batch, column by column.
class BulkRows {
 public:
  explicit BulkRows(const BulkTable& table) : BulkRows(table.columns) {}
  explicit BulkRows(std::span<const BulkColumn> table) : table_(table), columns_(table.size()) {}  // kept by reference

  // One row: as many values as the table has columns, each of its column's type or null; a whole number may stand for
  // a real one. Throws std::logic_error.
  template <class... Args>
  void add(const Args&... args) {
    add_row({Param(args)...});
  }

  [[nodiscard]] std::size_t size() const { return columns_.empty() ? 0 : columns_.front().size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::span<const Value> column(std::size_t index) const { return columns_[index]; }
  [[nodiscard]] std::span<const BulkColumn> columns() const { return table_; }

  [[nodiscard]] BulkRows some(std::span<const std::size_t> rows) const;  // a copy of these, in this order

 private:
  void add_row(std::initializer_list<Param> values);

  std::span<const BulkColumn> table_;
  std::vector<std::vector<Value>> columns_;
};

// Inserts the rows. Throws Conflict where a key is there already.
void insert_all(Transaction& tx, const BulkTable& table, const BulkRows& rows);

// Inserts the rows whose key (or any other unique key) is not there yet and leaves the others as they are. For each row
// whether it is new; of several with one key in the batch, the first is.
std::vector<bool> insert_new(Transaction& tx, const BulkTable& table, const BulkRows& rows);

// Inserts the rows, and overwrites those whose key is there. Of several with one key in the batch the last counts.
void put_all(Transaction& tx, const BulkTable& table, const BulkRows& rows);

// Overwrites the columns behind the key where the key is there. No key twice in a batch.
void update_all(Transaction& tx, const BulkTable& table, const BulkRows& rows);

// Deletes the rows that are as these in every column, none of which is null. For each whether it was there; no row
// twice in a batch.
std::vector<bool> take_all(Transaction& tx, const BulkTable& table, const BulkRows& rows);

// What the select gives for each row of parameters, in their order. Its rows are to be read from the left: there may be
// a column more than it names.
[[nodiscard]] std::vector<Rows> query_each(Session& session, const Statement& select, const BulkRows& params);

}  // namespace liftguard::storage
