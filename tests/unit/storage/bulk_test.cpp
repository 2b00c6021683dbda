#include <catch2/catch.hpp>

#include "common/storage/bulk.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::storage;
using liftguard::testing::Scratch;

namespace {

constexpr Statement kCreate{"test.create",
                            "create table readings (box text not null, seq bigint not null, level double precision, "
                            "note text unique, primary key (box, seq))"};
constexpr Statement kAll{"test.all", "select box, seq, level, note from readings order by box, seq"};
constexpr BulkColumn kColumns[]{
    {"box", ColumnType::text}, {"seq", ColumnType::bigint}, {"level", ColumnType::real}, {"note", ColumnType::text}};
constexpr BulkTable kReadings{"readings.insert_many", "readings", kColumns, 2};
constexpr BulkTable kReadingsPut{"readings.put_many", "readings", kColumns, 2};

constexpr BulkTable kReadingsInsert{"readings.insert_all", "readings", kColumns, 2};
constexpr BulkTable kReadingsUpdate{"readings.update_all", "readings", std::span(kColumns).first(3), 2};
constexpr BulkTable kReadingsTake{"readings.take_all", "readings", std::span(kColumns).first(3), 2};
constexpr Statement kOfBox{"test.of_box",
                           "select seq, level from readings where box = :1 and seq > :2 and note <> ':1' "
                           "order by level desc, seq limit 2"};
constexpr BulkColumn kAsked[]{{"box", ColumnType::text}, {"seq", ColumnType::bigint}};

struct Table {
  Table() : database(scratch.open()) {
    Transaction tx = database->begin();
    tx.exec(kCreate);
    tx.commit();
  }
  Scratch scratch;
  std::unique_ptr<Database> database;
};

}  // namespace

TEST_CASE("a batch tells which of its rows are new, also of repeats within itself and of other unique keys") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows first(kReadings);
  first.add("b", 1, 0.5, "one");
  first.add("a", 2, nullptr, nullptr);
  CHECK(insert_new(tx, kReadings, first) == std::vector<bool>{true, true});
  BulkRows second(kReadings);
  second.add("a", 3, 1e300, "困人\"\\{},");
  second.add("b", 1, 0.75, "changed");  // there already
  second.add("c", 7, -0.0, "");
  second.add("c", 7, 2.0, "again");  // a repeat in the batch
  second.add("d", 1, 2.0, "one");    // another unique key
  second.add("a", 4, 3, nullptr);
  CHECK(insert_new(tx, kReadings, second) == std::vector<bool>{true, false, true, false, false, true});
  CHECK(insert_new(tx, kReadings, second) == std::vector<bool>(6, false));
  tx.commit();

  ReadSession session = table.database->read();
  const Rows rows = session.query(kAll);
  REQUIRE(rows.size() == 5);
  CHECK_FALSE(rows[0].get<std::optional<double>>(2));
  CHECK(rows[1].get<double>(2) == 1e300);
  CHECK(rows[1].get<std::string>(3) == "困人\"\\{},");
  CHECK(rows[2].get<double>(2) == 3.0);
  CHECK(rows[3].get<std::string>(3) == "one");
  CHECK(rows[4].get<std::string>(3).empty());
}

TEST_CASE("put_all overwrites, and of several with one key the last counts") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows rows(kReadingsPut);
  rows.add("a", 1, 1.0, "x");
  rows.add("a", 1, 2.0, "y");
  rows.add("a", 2, 3.0, nullptr);
  put_all(tx, kReadingsPut, rows);
  BulkRows again(kReadingsPut);
  again.add("a", 2, nullptr, "z");
  put_all(tx, kReadingsPut, again);
  const Rows stored = tx.query(kAll);
  REQUIRE(stored.size() == 2);
  CHECK(stored[0].get<double>(2) == 2.0);
  CHECK(stored[0].get<std::string>(3) == "y");
  CHECK_FALSE(stored[1].get<std::optional<double>>(2));
  CHECK(stored[1].get<std::string>(3) == "z");
}

TEST_CASE("insert_all takes a batch whole, or refuses it for one key that is there") {
  Table table;
  BulkRows rows(kReadingsInsert);
  rows.add("a", 1, 1.0, "x");
  rows.add("a", 2, 2.0, "y");
  {
    Transaction tx = table.database->begin();
    insert_all(tx, kReadingsInsert, rows);
    tx.commit();
  }
  BulkRows again(kReadingsInsert);
  again.add("a", 3, 3.0, "z");
  again.add("a", 2, 9.0, "w");
  Transaction tx = table.database->begin();
  CHECK_THROWS_AS(insert_all(tx, kReadingsInsert, again), Conflict);
  CHECK_THROWS(tx.commit());
}

TEST_CASE("update_all changes what is there, take_all gives what was there as it was, and takes it away") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows rows(kReadings);
  for (const int seq : {1, 2, 3}) rows.add("a", seq, 1.0, nullptr);
  (void)insert_new(tx, kReadings, rows);

  BulkRows changes(kReadingsUpdate);
  changes.add("a", 2, 20.0);
  changes.add("b", 1, 5.0);  // not there
  changes.add("a", 3, nullptr);
  update_all(tx, kReadingsUpdate, changes);
  CHECK(tx.query(kAll).size() == 3);
  CHECK(tx.query(kAll)[1].get<double>(2) == 20.0);
  CHECK_FALSE(tx.query(kAll)[2].get<std::optional<double>>(2));

  BulkRows taken(kReadingsTake);
  taken.add("a", 2, 1.0);  // it is 20 now
  taken.add("c", 1, 1.0);
  taken.add("a", 1, 1.0);
  CHECK(take_all(tx, kReadingsTake, taken) == std::vector<bool>{false, false, true});
  CHECK(take_all(tx, kReadingsTake, taken) == std::vector<bool>{false, false, false});
  CHECK(tx.query(kAll).size() == 2);
}

TEST_CASE("query_each gives each row of parameters its own rows, in the select's order") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows rows(kReadings);
  for (const int seq : {1, 2, 3, 4}) rows.add("a", seq, seq % 3, std::to_string(seq));
  rows.add("b", 7, 1.0, "b");
  (void)insert_new(tx, kReadings, rows);
  BulkRows asked{kAsked};
  asked.add("b", 0);
  asked.add("nobody", 0);
  asked.add("a", 1);
  asked.add("b", 0);  // the same again
  asked.add("a", nullptr);
  const auto found = query_each(tx, kOfBox, asked);
  REQUIRE(found.size() == 5);
  CHECK(found[1].empty());
  CHECK(found[4].empty());
  for (const std::size_t of_b : {0U, 3U}) {
    REQUIRE(found[of_b].size() == 1);
    CHECK(found[of_b].front().get<std::int64_t>(0) == 7);
  }
  REQUIRE(found[2].size() == 2);
  CHECK(found[2][0].get<std::int64_t>(0) == 2);
  CHECK(found[2][1].get<std::int64_t>(0) == 4);
  CHECK(found[2][1].get<double>(1) == 1.0);
  CHECK(query_each(tx, kOfBox, BulkRows{kAsked}).empty());
}

TEST_CASE("a batch of nothing is nothing, and a row of another shape is a fault of the program") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows rows(kReadings);
  CHECK(insert_new(tx, kReadings, rows).empty());
  put_all(tx, kReadingsPut, rows);
  insert_all(tx, kReadingsInsert, rows);
  CHECK(take_all(tx, kReadingsTake, BulkRows(kReadingsTake)).empty());
  CHECK_THROWS_AS(rows.add("a", 1), std::logic_error);
  CHECK_THROWS_AS(rows.add("a", "1", 1.0, "x"), std::logic_error);
  CHECK_THROWS_AS(rows.add("a", 1, 1.0, 2), std::logic_error);
}

TEST_CASE("text that is no UTF-8 or holds a zero is refused by both engines, and is nobody's broken database (E2)") {
  Table table;
  const std::string bad = GENERATE(std::string("a\xFF"), std::string("a\0b", 3), std::string("\xED\xA0\x80"));
  {
    Transaction tx = table.database->begin();
    BulkRows rows(kReadings);
    rows.add("a", 1, 1.0, bad);
    CHECK_THROWS_AS(insert_new(tx, kReadings, rows), Conflict);
  }
  Transaction tx = table.database->begin();
  constexpr Statement kFind{"test.find", "select seq from readings where note = :1"};
  CHECK_THROWS_AS(tx.query(kFind, bad), Conflict);
}
