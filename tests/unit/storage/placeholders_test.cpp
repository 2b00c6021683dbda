#include <catch2/catch.hpp>

#include "common/storage/placeholders.hpp"
#include "common/storage/sqlstate.hpp"

using namespace liftguard::storage;

TEST_CASE("parameters are numbered for each engine, and what stands in quotes is left alone") {
  CHECK(with_placeholders("select :1, ':2', \":3\", :12::bigint", "$") == "select $1, ':2', \":3\", $12::bigint");
  CHECK(with_placeholders("a = :1 and b = :1 or c = ':'':4' || :2", "?") == "a = ?1 and b = ?1 or c = ':'':4' || ?2");
  CHECK(with_placeholders("a = :1 and b = :12 and c = ':1'", "k.p") == "a = k.p1 and b = k.p12 and c = ':1'");
  CHECK(with_placeholders(":", "$") == ":");
}

TEST_CASE("what PostgreSQL says is told apart: try again, in the way, broken") {
  for (const char* again : {"08006", "08003", "25P03", "55P03", "57014", "40001", "40P01", "57P01", "57P02", "57P03",
                            "53300", "53200", "25006"})
    CHECK(judge_sqlstate(again) == Trouble::again);
  for (const char* conflict : {"23505", "23503", "23502", "23514", "22003", "22021"})
    CHECK(judge_sqlstate(conflict) == Trouble::conflict);
  for (const char* broken : {"53100", "58030", "XX000", "XX001", "42601", "42P01", "42501", "28P01", ""})
    CHECK(judge_sqlstate(broken) == Trouble::broken);
  CHECK(judge_sqlstate("0A000") == Trouble::stale);
  CHECK(ended_before_command("25P03"));
  CHECK_FALSE(ended_before_command("57P01"));
}
