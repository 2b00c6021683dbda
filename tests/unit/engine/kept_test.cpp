// The kept state's bytes, and the parameter table.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

std::vector<std::uint8_t> bytes_of(const Kept& kept) {
  std::vector<std::uint8_t> bytes(Kept::kMaxEncoded);
  bytes.resize(encode(kept, bytes));
  return bytes;
}

TEST_CASE("DV-11 kept state comes back to the last bit") {
  Series car;
  car.board().ride_and_stall(6.1).wait(40);
  const auto bytes = bytes_of(car.engine().kept());
  REQUIRE_FALSE(bytes.empty());
  Kept kept;
  REQUIRE(decode(bytes, kept));
  CHECK(bytes_of(kept) == bytes);
  REQUIRE(kept.episode);
  CHECK(kept.episode->trapped_age.has_value());
  CHECK(kept.occupancy.state == Occupancy::occupied);
}

TEST_CASE("DV-11 the fullest state fits into 2 KiB") {
  Kept kept;
  kept.learnt_count = Site::kMaxFloors;
  kept.episode = KeptEpisode{1, {}, Duration{1}, Duration{2}, 0};
  const auto bytes = bytes_of(kept);
  CHECK(bytes.size() > 600);
  CHECK(bytes.size() <= Kept::kMaxEncoded);
}

TEST_CASE("DV-11 any damage is refused, and leaves what was there") {
  Series car;
  car.board().wait(5);
  const auto good = bytes_of(car.engine().kept());
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= 0x10;
    Kept kept;
    kept.next_episode = 77;
    CHECK_FALSE(decode(bad, kept));
    CHECK(kept.next_episode == 77);
  }
  Kept kept;
  CHECK_FALSE(decode({}, kept));
  CHECK_FALSE(decode(std::span(good).first(good.size() - 1), kept));
}

TEST_CASE("DV-11 too small a buffer is not overrun") {
  Kept kept;
  std::array<std::uint8_t, 20> bytes{};
  CHECK(encode(kept, bytes) == 0);
}

TEST_CASE("the revision moves with what must be kept, not with time") {
  Series car;
  car.wait(10);
  const auto before = car.engine().kept_revision();
  car.wait(60);
  CHECK(car.engine().kept_revision() == before);
  car.board();
  CHECK(car.engine().kept_revision() != before);
}

TEST_CASE("the parameter table: names once, defaults within their ranges, a unit each") {
  std::set<std::string_view> names;
  const std::set<std::string_view> units{"m", "s", "mps", "mps2", "c", "ratio", "count"};
  for (const auto& facts : kParameterFacts) {
    INFO(facts.name);
    CHECK(names.insert(facts.name).second);
    CHECK(in_range(facts, facts.default_value));
    CHECK(facts.lowest < facts.highest);
    CHECK(units.contains(parameter_unit(facts.name)));
    CHECK_FALSE(facts.source.empty());
    CHECK(&facts_of(facts.id) == &facts);
  }
}

TEST_CASE("a parameter changes its rule, and the event carries what was in force") {
  Parameters parameters;
  parameters.trapped_s = 60;
  Series car({}, parameters);
  car.board().ride_and_stall(6.1);
  const double stop = car.now_s();
  car.wait(80);
  REQUIRE(car.all("trapped").size() == 1);
  CHECK(car.times("trapped")[0] - stop == Approx(60).margin(1));
  CHECK(car.all("trapped")[0].values()[0].id == ParameterId::trapped_s);
  CHECK(car.all("trapped")[0].values()[0].value == 60.0F);
}

TEST_CASE("the engine's state fits a microcontroller: 24 KiB") {
  CHECK(sizeof(Engine) <= 24 * 1024);
}

}  // namespace
}  // namespace liftguard::engine::test
