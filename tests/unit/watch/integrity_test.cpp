#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "common/storage/integrity.hpp"
#include "gateway/watch/integrity_watch.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;

namespace {

constexpr std::streamoff kPage = 4096;

void rot(const std::string& file, std::streamoff page) {
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(page * kPage);
  for (std::streamoff i = 0; i < kPage; ++i) out.put(static_cast<char>(0x5a));
}

std::int64_t page_of(Town& town, const std::string& table) {
  return std::stoll(town.text("select rootpage from sqlite_master where name = '" + table + "'"));
}

}  // namespace

TEST_CASE("B14: a sound database passes, while another writes") {
  Town town;
  observe::Metrics metrics;
  watch::IntegrityWatch integrity(*town.database, town.url, town.clock, metrics);
  auto tx = town.database->begin();  // never waited for
  integrity.check({});
  tx.commit();
  CHECK(metrics.counter("liftguard_database_integrity_checks_total", "Integrity checks that came to their end.")
            .value() == 1);
}

TEST_CASE("B14: a rotten page that nobody reads is found, and the process that writes ends", "[sqlite]") {
  Town town;
  const std::int64_t page = page_of(town, "contacts");
  const std::string file = town.store.path();
  town.database.reset();  // the write-ahead log is in the file now
  rot(file, page - 1);
  const auto found = storage::check_integrity(town.url, {});
  REQUIRE_FALSE(found.empty());
  CHECK(found.front().find("contacts") != std::string::npos);

  town.database = storage::Database::open(town.url);
  observe::Metrics metrics;
  watch::IntegrityWatch integrity(*town.database, town.url, town.clock, metrics);
  CHECK_THROWS_AS(integrity.check({}), storage::DatabaseError);
  CHECK(town.count("desk_alerts where kind = 23") == 1);
}
