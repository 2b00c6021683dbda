#include "common/storage/integrity.hpp"

#include <deque>
#include <memory>

#include <fmt/format.h>

#include "common/storage/connection.hpp"

namespace liftguard::storage {

namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::size_t kMostLines = 20;  // a rotten file has thousands
constexpr Milliseconds kBusyTimeout{5'000};

constexpr Statement kTables{"integrity.tables", "select name from sqlite_master where type = 'table' order by name"};
constexpr Statement kChecksums{"integrity.checksums",
                               "select cast(coalesce(sum(checksum_failures), 0) as bigint) from pg_stat_database "
                               "where datname = current_database() or datname is null"};

std::vector<std::string> check_sqlite(const std::string& path, const std::stop_token& stop) {
  std::vector<std::string> found;
  std::deque<std::string> texts;  // of the statements, which the connection keeps by reference
  const auto connection = connect_sqlite(path, kBusyTimeout);
  for (Row& row : connection->query(kTables, {})) {
    if (stop.stop_requested() || found.size() >= kMostLines) break;
    const auto table = row.get<std::string>(0);
    const std::string& name = texts.emplace_back("integrity." + table);
    const std::string& sql = texts.emplace_back(fmt::format("pragma integrity_check(\"{}\")", table));
    try {
      for (Row& line : connection->query({name, sql}, {}))
        if (auto text = line.get<std::string>(0); text != "ok") found.push_back(fmt::format("{}: {}", table, text));
    } catch (const Busy&) {
      throw;
    } catch (const DatabaseError& malformed) {  // so much so that the check itself cannot go on
      found.push_back(malformed.what());
    }
  }
  return found;
}

std::vector<std::string> check_postgresql(const std::string& url) {
  const auto connection = connect_postgresql(url, kBusyTimeout);
  const auto failures = connection->query(kChecksums, {}).front().get<std::int64_t>(0);
  if (failures == 0) return {};
  return {fmt::format("{} pages whose checksum did not fit", failures)};
}

}  // namespace

std::vector<std::string> check_integrity(std::string_view url, const std::stop_token& stop) {
  if (url.starts_with(kSqlite)) return check_sqlite(std::string(url.substr(kSqlite.size())), stop);
  return check_postgresql(std::string(url));
}

}  // namespace liftguard::storage
