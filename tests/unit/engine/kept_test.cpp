// The kept state's bytes, and the parameter table.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>

#include "common/base/checksum.hpp"
#include "tests/unit/engine/series.hpp"

namespace liftguard::engine::test {
namespace {

std::vector<std::uint8_t> bytes_of(const Kept& kept) {
  std::vector<std::uint8_t> bytes(Kept::kMaxEncoded);
  bytes.resize(encode(kept, bytes));
  return bytes;
}

// schemas/released/engine_state-N.hex: bytes as that version wrote them.
std::vector<std::uint8_t> released_bytes(int version) {
  std::ifstream in(RELEASED_STATES "/engine_state-" + std::to_string(version) + ".hex");
  std::vector<std::uint8_t> bytes;
  for (std::string line; in >> line;)
    for (std::size_t i = 0; i + 1 < line.size(); i += 2)
      bytes.push_back(static_cast<std::uint8_t>(std::stoi(line.substr(i, 2), nullptr, 16)));
  if (bytes.empty()) throw std::runtime_error("no released state of that version");
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
  kept.opening_count = static_cast<std::uint8_t>(kept.openings.size());
  kept.shocks.count = static_cast<std::uint8_t>(kept.shocks.ages.size());
  kept.motion.emplace();
  KeptSenses senses;
  senses.sample.emplace();
  senses.spike_count = senses.air_spike_count = static_cast<std::uint8_t>(senses.spikes.size());
  senses.block_count = static_cast<std::uint8_t>(senses.blocks.size());
  senses.air_count = static_cast<std::uint8_t>(senses.air.size());
  kept.senses = senses;
  const auto bytes = bytes_of(kept);
  CHECK(bytes.size() > 1'800);
  CHECK(bytes.size() <= Kept::kMaxEncoded);
}

TEST_CASE("DV-11 any flipped bit and any truncation is refused, and leaves what was there") {
  Series car;
  car.board().wait(5);
  const auto good = bytes_of(car.engine().kept());
  Kept kept;
  kept.next_episode = 77;
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    auto bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1U << bit % 8);
    CHECK_FALSE(decode(bad, kept));
  }
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(decode(std::span(good).first(size), kept));
  CHECK(kept.next_episode == 77);
}

// Whoever makes bytes can make their checksum too: then every field is in its range, or all is refused.
TEST_CASE("DV-11 damage under a checksum that fits leaves no field out of range") {
  Series car;
  car.board().ride_and_stall(6.1).wait(40);
  const auto good = bytes_of(car.engine().kept());
  std::size_t refused = 0;
  for (std::size_t at = 0; at + 4 < good.size(); ++at)
    for (const auto value : {0x00, 0x02, 0x7F, 0x80, 0xFF}) {
      auto bad = good;
      bad[at] = static_cast<std::uint8_t>(value);
      bad.erase(bad.end() - 4, bad.end());
      const auto crc = crc32c(bad);
      for (unsigned shift = 0; shift < 32; shift += 8) bad.push_back(static_cast<std::uint8_t>(crc >> shift));
      Kept kept;
      if (!decode(bad, kept)) {
        ++refused;
        continue;
      }
      CHECK(kept.learnt_count <= kept.learnt.size());
      CHECK(kept.opening_count <= kept.openings.size());
      CHECK(kept.shocks.count <= kept.shocks.ages.size());
      CHECK(kept.occupancy.state <= Occupancy::occupied);
      CHECK(bytes_of(kept).size() == bad.size());
    }
  CHECK(refused > 50);
}

// So that the replay of a clip counts on from there as the box did.
TEST_CASE("DV-20 what of the last samples is on its way comes back with the state") {
  Series car;
  car.board().wait(7.013);
  Kept kept = car.engine().kept();
  kept.senses = car.engine().kept_senses();
  CHECK(kept.senses->block_count == kept.senses->blocks.size());
  CHECK(kept.senses->air_count == kept.senses->air.size());
  const auto bytes = bytes_of(kept);
  Kept read;
  REQUIRE(decode(bytes, read));
  Engine again(Site{}, Parameters{});
  again.resume(read, Time{Duration{1'000'000'000}});
  read.senses = again.kept_senses();
  CHECK(bytes_of(read) == bytes);
}

TEST_CASE("DV-11 too small a buffer is not overrun") {
  Kept kept;
  std::array<std::uint8_t, 20> bytes{};
  CHECK(encode(kept, bytes) == 0);
}

// What version 1 wrote for a state whose every field differs from its default. Boxes have such in their journals.
TEST_CASE("DV-11 the state of version 1 is read by this one") {
  Kept kept;
  REQUIRE(decode(released_bytes(1), kept));
  CHECK(kept.next_episode == 42);
  REQUIRE(kept.episode);
  CHECK(kept.episode->number == 41);
  CHECK(kept.episode->trapped_age == Duration{65'125'000});
  CHECK(kept.episode->rides_since == 1);
  CHECK(kept.occupancy.state == Occupancy::occupied);
  CHECK(kept.occupancy.presence_age == Duration{64'000'000});
  CHECK(kept.position.candidates[15] == 255);
  CHECK(kept.position.was_going);
  CHECK(kept.position.pressure == 100'812.5F);
  CHECK(kept.position.bias == -0.03125F);
  REQUIRE(kept.learnt_count == 3);
  CHECK(kept.learnt[1].height_m == 3.015625F);
  CHECK(kept.dwell.standing_age == Duration{95'250'000});
  CHECK_FALSE(kept.dwell.watched_age);
  CHECK(kept.dwell.closed_here);
  CHECK(kept.switches[5].age == Duration{5'000'015});
  CHECK(kept.usual_speed_mps == 1.75F);
  CHECK(kept.has(Reported::button));
  CHECK(kept.lost == 0x0102);
  CHECK_FALSE(kept.motion);  // version 2 brought it
  CHECK_FALSE(kept.occupancy.run_age);
}

// And version 2.
TEST_CASE("DV-11 the state of version 2 is read by this one") {
  Kept kept;
  REQUIRE(decode(released_bytes(2), kept));
  CHECK(kept.next_episode == 52);
  CHECK(kept.occupancy.run_age == Duration{1'500'000});
  CHECK(kept.occupancy.load_signs == 2);
  CHECK(kept.position.pending_m == 3.5F);
  CHECK(kept.fault_of[8] == 3);
  CHECK(kept.zone_before == true);
  CHECK(kept.height_zone.age == Duration{7'000'001});
  REQUIRE(kept.opening_count == 2);
  CHECK(kept.openings[1] == Duration{20'000'000});
  CHECK(kept.hot_age == Duration{12'000'000});
  REQUIRE(kept.motion);
  CHECK(kept.motion->own_factor == 0.9921875F);
  CHECK(kept.shocks.count == 2);
  CHECK(kept.rough_rides == 0x0205);
  CHECK(kept.zone_untrusted == Duration{4'000'000});
  CHECK_FALSE(kept.senses);  // version 3 brought it
}

TEST_CASE("DV-11 the engine takes over the state of every released version") {
  for (const int version : {1, 2}) {
    Kept kept;
    REQUIRE(decode(released_bytes(version), kept));
    Engine engine(Site{}, Parameters{});
    engine.restore(kept, Time{});
    const auto again = engine.kept();
    CHECK(again.next_episode == kept.next_episode);
    REQUIRE(again.episode);
    CHECK(again.episode->trapped_age == kept.episode->trapped_age);
    CHECK(again.learnt_count == kept.learnt_count);
  }
}

TEST_CASE("DV-11 a version that is not known yet is refused") {
  auto bytes = bytes_of(Kept{});
  bytes[4] = static_cast<std::uint8_t>(bytes[4] + 1);
  bytes.erase(bytes.end() - 4, bytes.end());
  const auto crc = crc32c(bytes);
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(crc >> shift));
  Kept kept;
  CHECK_FALSE(decode(bytes, kept));
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
