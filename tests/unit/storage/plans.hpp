// No statement may cost more because the city is larger: each finds its rows by an index (fault row F11).
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/storage/database.hpp"
#include "common/storage/placeholders.hpp"
#include "tests/unit/storage/scratch.hpp"

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

// The names and texts of statements outlive the connections that keep them prepared.
inline std::string_view kept(std::string text) {
  static std::deque<std::string> texts;
  return texts.emplace_back(std::move(text));
}

// SQLite's planner knows no sizes, so its plan is the same for an empty table and for a city's.
inline std::vector<std::string> sqlite_plan(storage::Transaction& tx, const storage::Statement& statement) {
  const std::string_view sql = kept("explain query plan " + std::string(statement.sql));
  const std::string_view name = kept("explain." + std::string(statement.name));
  const std::vector<storage::Param> params(static_cast<std::size_t>(parameters_of(sql)), storage::Param(1));
  std::vector<std::string> steps;
  for (const storage::Row& row : tx.query_with({name, sql}, params)) steps.push_back(row.get<std::string>(3));
  return steps;
}

// PostgreSQL reads a small table from end to end whatever indexes it has. Where that is made to look dear, and the plan
// must do for any parameters, it still does so only where no index serves.
inline std::vector<std::string> postgresql_plan(storage::Transaction& tx, const storage::Statement& statement) {
  static int prepared = 0;
  constexpr storage::Statement kDear{"explain.dear", "set local enable_seqscan = off"};
  constexpr storage::Statement kAnyParameters{"explain.any", "set local plan_cache_mode = force_generic_plan"};
  tx.exec(kDear);
  tx.exec(kAnyParameters);
  const std::string name = "plan_of_" + std::to_string(++prepared);
  std::string nulls;
  for (int i = 0; i < parameters_of(statement.sql); ++i) nulls += i == 0 ? "(null" : ", null";
  if (!nulls.empty()) nulls += ")";
  tx.exec(storage::Statement{kept("explain.prepare_" + name),
                             kept("prepare " + name + " as " + storage::with_placeholders(statement.sql, "$"))});
  const storage::Statement explain{kept("explain." + name), kept("explain (costs off) execute " + name + nulls)};
  std::vector<std::string> steps;
  for (const storage::Row& row : tx.query(explain)) steps.push_back(row.get<std::string>(0));
  return steps;
}

inline bool reads_all(const std::string& step) {
  if (on_postgresql()) return step.find("Seq Scan on ") != std::string::npos;
  return step.starts_with("SCAN") && step.find("USING") == std::string::npos && step != "SCAN CONSTANT ROW";
}

// Of everything that `tx` has been used for, but the statements that are named as lists of whole tables. Gives the
// number of statements.
inline int check_plans(storage::Transaction& tx, std::span<const std::string_view> whole_tables = {}) {
  int checked = 0;
  for (const storage::Statement& statement : tx.prepared()) {
    if (statement.name.starts_with("sqlite.") || statement.name.starts_with("postgresql.")) continue;
    if (std::ranges::find(whole_tables, statement.name) != whole_tables.end()) continue;
    for (const std::string& step : on_postgresql() ? postgresql_plan(tx, statement) : sqlite_plan(tx, statement)) {
      CAPTURE(statement.name, statement.sql, step);
      CHECK_FALSE(reads_all(step));
    }
    ++checked;
  }
  return checked;
}

}  // namespace liftguard::testing
