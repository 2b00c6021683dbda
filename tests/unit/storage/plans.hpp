// No statement may cost more because the city is larger: each finds its rows by an index (fault row F11).
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/database.hpp"

namespace liftguard::testing {

// The highest :n.
inline int parameters_of(std::string_view sql) {
  int count = 0;
  for (std::size_t at = sql.find(':'); at != std::string_view::npos; at = sql.find(':', at + 1)) {
    int number = 0;
    for (std::size_t i = at + 1; i < sql.size() && sql[i] >= '0' && sql[i] <= '9'; ++i)
      number = number * 10 + (sql[i] - '0');
    count = std::max(count, number);
  }
  return count;
}

// Of everything that `tx` has been used for, but the statements that are named as lists of whole tables. Gives the
// number of statements.
inline int check_plans(storage::Transaction& tx, std::span<const std::string_view> whole_tables = {}) {
  int checked = 0;
  for (const storage::Statement& statement : tx.prepared()) {
    if (statement.name.starts_with("sqlite.")) continue;
    if (std::ranges::find(whole_tables, statement.name) != whole_tables.end()) continue;
    const std::string sql = "explain query plan " + std::string(statement.sql);
    const std::string name = "explain." + std::string(statement.name);
    const std::vector<storage::Param> params(static_cast<std::size_t>(parameters_of(sql)), storage::Param(1));
    for (const storage::Row& row : tx.query_with({name, sql}, params)) {
      const auto step = row.get<std::string>(3);
      CAPTURE(statement.name, statement.sql, step);
      CHECK((!step.starts_with("SCAN") || step.find("USING") != std::string::npos || step == "SCAN CONSTANT ROW"));
    }
    ++checked;
  }
  return checked;
}

}  // namespace liftguard::testing
