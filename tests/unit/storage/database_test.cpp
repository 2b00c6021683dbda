#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <limits>
#include <thread>

#include "common/storage/changes.hpp"
#include "common/storage/counter.hpp"
#include "common/storage/database.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Scratch;

namespace {

constexpr Statement kCreate{
    "test.create", "create table things (id bigint primary key, big bigint, real double precision, word text)"};
constexpr Statement kInsert{"test.insert", "insert into things (id, big, real, word) values (:1, :2, :3, :4)"};
constexpr Statement kSelect{"test.select", "select id, big, real, word from things order by id"};
constexpr Statement kCount{"test.count", "select count(*) from things"};
constexpr Statement kPragma{"test.synchronous", "pragma synchronous"};
constexpr Statement kJournal{"test.journal", "pragma journal_mode"};
constexpr Statement kKeys{"test.keys", "pragma foreign_keys"};

std::int64_t count(Session& session) {
  return session.query_one(kCount)->get<std::int64_t>(0);
}

// The news of a commit may take its way.
bool comes_true(const std::function<bool()>& condition) {
  for (int tries = 0; tries < 1'000; ++tries) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return false;
}

std::unique_ptr<Database> with_table(const Scratch& scratch, const Options& options = {}) {
  auto database = scratch.open(options);
  Transaction tx = database->begin();
  tx.exec(kCreate);
  tx.commit();
  return database;
}

}  // namespace

TEST_CASE("a connection is durable by its settings: WAL, synchronous=FULL, foreign keys", "[sqlite]") {
  const Scratch scratch;
  const auto database = scratch.open();
  Transaction tx = database->begin();
  CHECK(tx.query_one(kPragma)->get<int>(0) == 2);
  CHECK(tx.query_one(kJournal)->get<std::string>(0) == "wal");
  CHECK(tx.query_one(kKeys)->get<int>(0) == 1);
}

TEST_CASE("values come back as they went in, whatever type came first (D6)") {
  const Scratch scratch;
  const auto database = with_table(scratch);
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  Transaction tx = database->begin();
  tx.exec(kInsert, 1, nullptr, nullptr, nullptr);
  tx.exec(kInsert, 2, kMax, 0.1, "困人'; drop table things; --");
  tx.exec(kInsert, 3, std::numeric_limits<std::int64_t>::min(), -1e300, std::string(100'000, 'x'));
  tx.exec(kInsert, 4, std::uint64_t{0xFFFF'FFFF'FFFF'FFFF}, std::optional<double>{}, std::optional<std::string>{"a"});
  tx.exec(kInsert, 5, utc_from_ms(2'147'483'648'000), 2.0, "");
  tx.commit();

  ReadSession session = database->read();
  Rows rows = session.query(kSelect);
  REQUIRE(rows.size() == 5);
  CHECK_FALSE(rows[0].get<std::optional<std::int64_t>>(1));
  CHECK_FALSE(rows[0].get<std::optional<std::string>>(3));
  CHECK(rows[1].get<std::int64_t>(1) == kMax);
  CHECK(rows[1].get<double>(2) == 0.1);
  CHECK(rows[1].get<std::string>(3) == "困人'; drop table things; --");
  CHECK(rows[2].get<std::int64_t>(1) == std::numeric_limits<std::int64_t>::min());
  CHECK(rows[2].get<double>(2) == -1e300);
  CHECK(rows[2].get<std::string>(3).size() == 100'000);
  CHECK(rows[3].get<std::uint64_t>(1) == 0xFFFF'FFFF'FFFF'FFFF);
  CHECK(rows[4].get<UtcTime>(1) == utc_from_ms(2'147'483'648'000));
  CHECK(rows[4].get<std::string>(3).empty());
  CHECK(count(session) == 5);
  CHECK_THROWS_AS(rows[0].get<std::int64_t>(1), ColumnError);
  CHECK_THROWS_AS(rows[0].get<std::int64_t>(9), ColumnError);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  const Scratch scratch;
  const auto database = with_table(scratch);
  {
    Transaction tx = database->begin();
    tx.exec(kInsert, 1, 1, 1.0, "a");
  }
  ReadSession session = database->read();
  CHECK(count(session) == 0);
}

TEST_CASE("a reader keeps its snapshot while the writer goes on") {
  const Scratch scratch;
  const auto database = with_table(scratch);
  ReadSession before = database->read();
  CHECK(count(before) == 0);
  Transaction tx = database->begin();
  tx.exec(kInsert, 1, 1, 1.0, "a");
  tx.commit();
  CHECK(count(before) == 0);
  ReadSession after = database->read();
  CHECK(count(after) == 1);
}

TEST_CASE("a unique key in the way is a Conflict, and the transaction is doomed, whoever catches it") {
  const Scratch scratch;
  const auto database = with_table(scratch);
  {
    Transaction tx = database->begin();
    tx.exec(kInsert, 1, 1, 1.0, "a");
    CHECK_THROWS_AS(tx.exec(kInsert, 1, 1, 1.0, "a"), Conflict);
    CHECK_THROWS_AS(tx.exec(kInsert, 2, 1, 1.0, "b"), std::logic_error);
    CHECK_THROWS_AS(tx.commit(), std::logic_error);
  }
  Transaction tx = database->begin();
  CHECK(count(tx) == 0);
  tx.exec(kInsert, 2, 1, 1.0, "b");
  tx.commit();
}

TEST_CASE("B8: a writer locked out by another process is Busy, and works once the lock is gone") {
  const Scratch scratch;
  const Options impatient{.busy_timeout = Milliseconds{20}};
  const auto one = with_table(scratch, impatient);
  const auto other = scratch.open(impatient);
  {
    (void)other->ids();  // the node lease needs the lock too
    Transaction held = one->begin();
    CHECK_THROWS_AS(other->begin(), Busy);
    CHECK_THROWS_AS(one->begin(), Busy);
  }
  Transaction tx = other->begin();
  tx.exec(kInsert, 1, 1, 1.0, "a");
  tx.commit();
}

TEST_CASE("data_version moves with commits of this and of another connection, not without") {
  const Scratch scratch;
  const auto one = with_table(scratch);
  const auto other = scratch.open();
  const auto before = one->data_version();
  CHECK(one->data_version() == before);
  for (Database* writer : {one.get(), other.get()}) {
    const auto seen = one->data_version();
    Transaction tx = writer->begin();
    (void)next_number(tx, "changes");
    tx.commit();
    CHECK(comes_true([&] { return one->data_version() != seen; }));
  }
}

TEST_CASE("the incarnation belongs to the file") {
  const Scratch scratch;
  const Scratch elsewhere;
  const auto first = scratch.open();
  CHECK(first->incarnation() != 0);
  CHECK(scratch.open()->incarnation() == first->incarnation());
  CHECK(elsewhere.open()->incarnation() != first->incarnation());
}

TEST_CASE("the database's clock is the host's to a second") {
  const Scratch scratch;
  const auto database = scratch.open();
  const auto difference = database->utc_now() - WallClock{}.utc_now();
  CHECK(difference < std::chrono::seconds{1});
  CHECK(difference > -std::chrono::seconds{1});
}

TEST_CASE("changes are numbered without gaps, also over a rolled-back transaction") {
  const Scratch scratch;
  const auto database = scratch.open();
  const auto append = [&](std::int64_t subject) {
    Transaction tx = database->begin();
    (void)append_change(tx, {.kind = "order", .subject = subject, .elevator = ElevatorId{7}}, utc_from_ms(5));
    return tx;
  };
  append(1).commit();
  append(2);  // rolled back
  append(3).commit();
  ReadSession session = database->read();
  const auto changes = changes_after(session, 0, 10);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].seq == 1);
  CHECK(changes[1].seq == 2);
  CHECK(changes[1].change.subject == 3);
  CHECK(changes[1].change.elevator == ElevatorId{7});
  CHECK_FALSE(changes[1].change.unit);
  CHECK(newest_change(session) == 2);
  CHECK(changes_after(session, 1, 10).size() == 1);
  CHECK(changes_after(session, 0, 1).size() == 1);
}

TEST_CASE("no reader passes a change that commits later, with four writers in two pools") {
  const Scratch scratch;
  const auto one = scratch.open();
  const auto other = scratch.open();
  constexpr int kEach = 50;
  std::vector<std::jthread> writers;
  for (Database* database : {one.get(), other.get(), one.get(), other.get()})
    writers.emplace_back([database] {
      for (int i = 0; i < kEach; ++i) {
        Transaction tx = database->begin();
        (void)append_change(tx, {.kind = "test", .subject = i}, utc_from_ms(0));
        tx.commit();
      }
    });
  std::int64_t last = 0;
  while (last < 4 * kEach) {
    ReadSession session = one->read();
    for (const auto& change : changes_after(session, last, 1000)) {
      REQUIRE(change.seq == last + 1);
      last = change.seq;
    }
  }
}

TEST_CASE("what was committed is there after the process was killed, and nothing else") {
  const Scratch scratch;
  with_table(scratch);
  const pid_t child = fork();
  if (child == 0) {
    const auto database = Database::open(scratch.url());
    Transaction kept = database->begin();
    kept.exec(kInsert, 1, 1, 1.0, "kept");
    kept.commit();
    Transaction lost = database->begin();
    lost.exec(kInsert, 2, 1, 1.0, "lost");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  const auto database = scratch.open();
  Transaction tx = database->begin();  // the killed one's lock is gone
  Rows rows = tx.query(kSelect);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].get<std::string>(3) == "kept");
}

TEST_CASE("B9: a full disk is an error that is neither Busy nor Conflict; what was committed stays, reads work",
          "[sqlite]") {
  const Scratch scratch;
  with_table(scratch);
  const pid_t child = fork();
  if (child == 0) {
    const auto database = Database::open(scratch.url());
    (void)database->ids();
    signal(SIGXFSZ, SIG_IGN);
    const rlimit smallest{.rlim_cur = 200'000, .rlim_max = 200'000};  // the log cannot grow beyond
    setrlimit(RLIMIT_FSIZE, &smallest);
    int committed = 0;
    try {
      for (;; ++committed) {
        Transaction tx = database->begin();
        tx.exec(kInsert, committed, 1, 1.0, std::string(20'000, 'x'));
        tx.commit();
      }
    } catch (const Busy&) {
      _exit(100);
    } catch (const Conflict&) {
      _exit(101);
    } catch (const DatabaseError&) {
      ReadSession session = database->read();
      _exit(count(session) == committed ? committed : 102);
    }
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  const int committed = WEXITSTATUS(status);
  CHECK(committed > 0);
  CHECK(committed < 100);
  const auto database = scratch.open();
  ReadSession session = database->read();
  CHECK(count(session) == committed);
}

TEST_CASE("a name of a statement belongs to one text") {
  const Scratch scratch;
  const auto database = with_table(scratch);
  Transaction tx = database->begin();
  (void)tx.query(kCount);
  constexpr Statement kOther{"test.count", "select 1"};
  CHECK_THROWS_AS(tx.query(kOther), std::logic_error);
}
