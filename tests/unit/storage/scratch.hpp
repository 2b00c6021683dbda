// A folder of its own for each test, and a database of its own, both gone with it.
//
// LIFTGUARD_TEST_DATABASE names the engine: unset, a file in the folder (SQLite); "postgresql://...", a fresh database
// in that cluster (deploy/launcher/postgresql.sh starts one). A program that is registered with `lg_test(... ENGINES)`
// runs on both; cases tagged [sqlite] or [postgresql] on that one alone.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "common/storage/connection.hpp"
#include "common/storage/database.hpp"

namespace liftguard::testing {

class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::string path() const;  // of the file; on SQLite alone

  // The first column of the first row, "" without one, by the engine's own client: what a test believes of the database
  // does not pass through the code under test.
  [[nodiscard]] std::string text(const std::string& select) const;
  [[nodiscard]] std::int64_t count(const std::string& table_and_condition) const;

  // Migrated. Several may be open at once.
  [[nodiscard]] std::unique_ptr<storage::Database> open(storage::Options options = {}) const;

  // One connection to a database with nothing in it. Before open(): on PostgreSQL it is another database.
  [[nodiscard]] std::unique_ptr<storage::Connection> connect_blank(Milliseconds busy_timeout = Milliseconds{100});
  [[nodiscard]] const std::string& blank_url();

 private:
  std::filesystem::path folder_;
  std::string name_;  // of the databases, in a cluster
  std::string url_, blank_url_;
};

[[nodiscard]] bool on_postgresql();
[[nodiscard]] std::unique_ptr<storage::Connection> connect(const std::string& url, Milliseconds busy_timeout);

}  // namespace liftguard::testing
