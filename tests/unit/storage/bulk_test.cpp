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

TEST_CASE("a batch of nothing is nothing, and a row of another shape is a fault of the program") {
  Table table;
  Transaction tx = table.database->begin();
  BulkRows rows(kReadings);
  CHECK(insert_new(tx, kReadings, rows).empty());
  put_all(tx, kReadings, rows);
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
