// What happens when the server, a session or an answer is lost: fault rows B6, B8, B12, B13.
#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/unit/storage/cluster.hpp"
#include "tests/unit/storage/cutting_proxy.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Cluster;
using liftguard::testing::connect;
using liftguard::testing::Cut;
using liftguard::testing::CuttingProxy;
using liftguard::testing::Scratch;
using liftguard::testing::Swallow;

namespace {

constexpr Statement kCreate{"test.create", "create table marks (key bigint primary key, by_whom text not null)"};
constexpr Statement kMark{"test.mark", "insert into marks (key, by_whom) values (:1, :2) on conflict do nothing"};
constexpr Statement kCount{"test.count", "select count(*) from marks"};
constexpr Statement kEndOthers{"test.end_others",
                               "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                               "where application_name = 'liftguard' and datname = :1 and pid <> pg_backend_pid()"};

void make_table(Database& database) {
  Transaction tx = database.begin();
  tx.exec(kCreate);
  tx.commit();
}

std::int64_t marks(Database& database) {
  ReadSession session = database.read();
  return session.query_one(kCount)->get<std::int64_t>(0);
}

void mark(Database& database, std::int64_t key) {
  Transaction tx = database.begin();
  tx.exec(kMark, key, "somebody");
  tx.commit();
}

struct Tries {
  int busy = 0;
  int unknown = 0;
};

// As every caller does: tries again until the database says that it is done.
void mark_surely(Database& database, std::int64_t key, Tries& tries) {
  for (;;) {
    try {
      return mark(database, key);
    } catch (const OutcomeUnknown&) {
      ++tries.unknown;
    } catch (const Busy&) {
      ++tries.busy;
    }
  }
}

// Gives the first key that was not committed.
std::int64_t mark_until_away(Database& database, std::int64_t key) {
  for (;; ++key) {
    try {
      mark(database, key);
    } catch (const Busy&) {
      return key;
    }
  }
}

std::string database_of(const std::string& url) {
  const std::size_t slash = url.find('/', url.find("//") + 2);
  return url.substr(slash + 1, url.find('?') - slash - 1);
}

std::string socket_of(const std::string& url) {
  std::string folder = url.substr(url.find("host=") + 5);
  folder.resize(folder.find('&'));
  for (std::size_t at = folder.find("%2F"); at != std::string::npos; at = folder.find("%2F"))
    folder.replace(at, 3, "/");
  return folder + "/.s.PGSQL.5432";
}

}  // namespace

TEST_CASE("B12: sessions ended at any moment lose nothing that was committed and double nothing", "[postgresql]") {
  const Scratch scratch;
  const auto database = scratch.open();
  make_table(*database);
  constexpr std::int64_t kMost = 20'000;
  std::atomic<std::int64_t> ended{0};
  std::int64_t key = 0;
  Tries tries;
  {
    const std::jthread killer([url = scratch.url(), &ended](const std::stop_token& stop) {
      const auto connection = connect(url, Milliseconds{5'000});
      const Param params[]{database_of(url)};
      while (!stop.stop_requested()) {
        ended += connection->query(kEndOthers, params).front().get<std::int64_t>(0);
        std::this_thread::sleep_for(std::chrono::milliseconds{3});
      }
    });
    // Gives connections back while the one that writes is being replaced.
    const std::jthread reader([&database](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        try {
          (void)marks(*database);
        } catch (const Busy&) {
          // Ended, too.
        }
      }
    });
    while (ended < 200 && key < kMost) mark_surely(*database, key++, tries);
  }
  CHECK(marks(*database) == key);
  CHECK(ended >= 200);
  CHECK(tries.busy + tries.unknown > 0);
}

TEST_CASE("B12: a COMMIT whose answer is lost is neither taken for done nor for undone", "[postgresql]") {
  const Scratch scratch;
  CuttingProxy proxy(socket_of(scratch.url()));
  const auto database = Database::open(
      fmt::format("postgresql://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), database_of(scratch.url())));
  make_table(*database);
  const Cut how = GENERATE(Cut::before_commit, Cut::after_commit);
  for (std::int64_t key = 0; key < 20; ++key) {
    const std::string row = "marks where key = " + std::to_string(key);
    proxy.cut_next(how);
    CHECK_THROWS_AS(mark(*database, key), OutcomeUnknown);
    CHECK(scratch.count(row) == (how == Cut::after_commit ? 1 : 0));
    mark(*database, key);  // again, by its key
    CHECK(scratch.count(row) == 1);
  }
}

TEST_CASE("A4 B12: a server that never answers is given up in time, and one that heard a COMMIT has carried it out",
          "[postgresql]") {
  const Scratch scratch;
  CuttingProxy proxy(socket_of(scratch.url()));
  static constexpr Milliseconds kReply{400};
  const auto database = Database::open(
      fmt::format("postgresql://postgres@127.0.0.1:{}/{}?sslmode=disable", proxy.port(), database_of(scratch.url())),
      {.busy_timeout = Milliseconds{200}, .reply = kReply});
  make_table(*database);
  CHECK(marks(*database) == 0);  // there is a connection for reading, too
  const auto in_time = [begun = std::chrono::steady_clock::now()] {
    return std::chrono::steady_clock::now() - begun < kReply + std::chrono::seconds{2};
  };

  SECTION("the next transaction is Busy, and so is the next question") {
    proxy.swallow(Swallow::all);
    const auto write = GENERATE(true, false);
    if (write)
      CHECK_THROWS_AS(database->begin(), Busy);
    else
      CHECK_THROWS_AS(database->read(), Busy);
  }
  SECTION("a statement in a transaction is Busy, and the transaction cannot be committed") {
    Transaction tx = database->begin();
    proxy.swallow(Swallow::all);
    CHECK_THROWS_AS(tx.exec(kMark, 1, "somebody"), Busy);
    CHECK_THROWS(tx.commit());
    CHECK(scratch.count("marks") == 0);
  }
  SECTION("a COMMIT is unknown, whether the server heard it or not") {
    const Swallow what = GENERATE(Swallow::all, Swallow::answers);
    Transaction tx = database->begin();
    tx.exec(kMark, 1, "somebody");
    proxy.swallow(what);
    CHECK_THROWS_AS(tx.commit(), OutcomeUnknown);
    CHECK(scratch.count("marks") == (what == Swallow::answers ? 1 : 0));
  }
  CHECK(in_time());
  proxy.swallow(Swallow::nothing);
  CHECK_NOTHROW(mark(*database, 2));
  CHECK(scratch.count("marks where key = 2") == 1);
}

TEST_CASE("B13: over kill -9 of the server nothing committed is lost, and writing goes on when it is back",
          "[postgresql]") {
  const Cluster cluster;
  const auto database = Database::open(cluster.url(), {.schema = Schema::migrate});
  make_table(*database);
  std::int64_t next = 0;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20; ++i) mark(*database, next++);
    cluster.kill_9();
    next = mark_until_away(*database, next);
    CHECK_THROWS_AS(database->utc_now(), Busy);
    CHECK_THROWS_AS(database->read(), Busy);
    CHECK_THROWS_AS(database->begin(), Busy);
    CHECK_THROWS_AS(database->data_version(), Busy);
    cluster.start_again();
    CHECK(marks(*database) >= next);  // the one that failed may be there or not
    CHECK(marks(*database) <= next + 1);
  }
  mark(*database, next);
  CHECK(marks(*database) == next + 1);
}

TEST_CASE("B13: too few connections are Busy and no crash, and one that is given back is used again", "[postgresql]") {
  const Scratch scratch;
  const auto owner = connect(scratch.url(), Milliseconds{1'000});
  const std::string role = "narrow_" + database_of(scratch.url());
  owner->exec_once("create role " + role + " login connection limit 1");
  owner->exec_once("grant all on all tables in schema public to " + role);
  std::string url = scratch.url();
  url.replace(url.find("user=postgres"), 13, "user=" + role);
  const Options impatient{.busy_timeout = Milliseconds{100}, .readers = 1, .most_readers = 1};
  CHECK_THROWS_AS(Database::open(url, impatient), Busy);
  owner->exec_once("alter role " + role + " connection limit 3");
  {
    const auto database = Database::open(url, impatient);
    for (int round = 0; round < 3; ++round) {
      const ReadSession session = database->read();
      CHECK_THROWS_AS(database->read(), Busy);
    }
  }
  {
    const auto database = Database::open(url, {.busy_timeout = Milliseconds{100}});  // thinks that it may have more
    const ReadSession session = database->read();
    CHECK_THROWS_AS(database->read(), Busy);
    CHECK_NOTHROW(database->begin());
  }
  owner->exec_once("drop owned by " + role);
  owner->exec_once("drop role " + role);
}

TEST_CASE("B8: a locked table holds no writer for longer than the busy timeout, and none when it is free again",
          "[postgresql]") {
  const Scratch scratch;
  const auto database = scratch.open({.busy_timeout = Milliseconds{100}});
  make_table(*database);
  const auto locker = connect(scratch.url(), Milliseconds{1'000});
  locker->exec_once("begin");
  locker->exec_once("lock table marks in access exclusive mode");
  for (int tries = 0; tries < 5; ++tries) {
    const auto begun = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(mark(*database, 1), Busy);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{2});
  }
  locker->exec_once("commit");
  CHECK_NOTHROW(mark(*database, 1));
  CHECK(marks(*database) == 1);
}

TEST_CASE("B6: a writer that pauses in its transaction lets the next one in, and its own is Busy and undone",
          "[postgresql]") {
  const Scratch scratch;
  const auto paused = scratch.open();
  const auto other = scratch.open({.busy_timeout = Milliseconds{20'000}});
  make_table(*paused);
  Transaction tx = paused->begin();
  tx.exec(kMark, 1, "paused");
  mark(*other, 2);  // once the server has ended the paused one's session
  try {
    tx.commit();
    FAIL("committed without its lock");
  } catch (const OutcomeUnknown&) {
    FAIL("the server has said that it was ended before");
  } catch (const Busy&) {
    CHECK(marks(*other) == 1);
  }
}

TEST_CASE("a database that would order text otherwise or may lose what it committed is refused", "[postgresql]") {
  const Scratch scratch;
  const auto cluster = connect(scratch.url(), Milliseconds{5'000});
  const std::string name = database_of(scratch.url()) + "_latin";
  cluster->exec_once("create database " + name + " template template0 encoding 'SQL_ASCII' locale 'C'");
  std::string url = scratch.url();
  url.replace(url.find(database_of(url)), database_of(url).size(), name);
  CHECK_THROWS_WITH(connect(url, Milliseconds{100}), Catch::Contains("UTF8"));
  cluster->exec_once("drop database " + name + " with (force)");
}

TEST_CASE("an error holds none of the values that were in the way", "[postgresql]") {
  const Scratch scratch;
  const auto database = scratch.open();
  make_table(*database);
  constexpr Statement kTwice{"test.twice", "insert into marks (key, by_whom) values (1, :1), (1, :1)"};
  constexpr Statement kNull{"test.null", "insert into marks (key, by_whom) values (null, :1)"};
  for (const Statement& statement : {kTwice, kNull}) {
    Transaction tx = database->begin();
    try {
      tx.exec(statement, "geheim");
      FAIL("written");
    } catch (const Conflict& conflict) {
      CHECK(std::string(conflict.what()).find("geheim") == std::string::npos);
      CHECK(std::string(conflict.what()).find("marks") != std::string::npos);
    }
  }
}

TEST_CASE("a URL with a password is shown by no error", "[postgresql]") {
  for (const char* url : {"postgresql://nobody:geheim@127.0.0.1:1/x", "postgres://nobody:geheim@/x?host=/nowhere",
                          "postgresqll://nobody:geheim@127.0.0.1/x"}) {
    try {
      (void)Database::open(url);
      FAIL("opened");
    } catch (const DatabaseError& error) {
      CHECK(std::string(error.what()).find("geheim") == std::string::npos);
    }
  }
  CHECK(printable_url("postgresql://city:geheim@db/x?user=a&password=geheim&port=5") ==
        "postgresql://city@db/x?user=a&password=...&port=5");
  CHECK(printable_url("sqlite:/a:b@c.db") == "sqlite:/a:b@c.db");
}
