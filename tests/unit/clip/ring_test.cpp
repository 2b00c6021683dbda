// The ring: what it gives back, from where to where, and within which memory.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

using engine::Duration;
using engine::Input;
using engine::Time;

bool same(const Input& a, const Input& b) {
  if (a.at != b.at || a.reading.index() != b.reading.index()) return false;
  const auto bits = [](float value) { return std::bit_cast<std::uint32_t>(value); };
  if (const auto* one = std::get_if<engine::Acceleration>(&a.reading)) {
    const auto& two = std::get<engine::Acceleration>(b.reading);
    return bits(one->x) == bits(two.x) && bits(one->y) == bits(two.y) && bits(one->z) == bits(two.z);
  }
  if (const auto* one = std::get_if<engine::Pressure>(&a.reading))
    return bits(one->pa) == bits(std::get<engine::Pressure>(b.reading).pa);
  if (const auto* one = std::get_if<engine::Temperature>(&a.reading))
    return bits(one->celsius) == bits(std::get<engine::Temperature>(b.reading).celsius);
  if (const auto* one = std::get_if<engine::SwitchReading>(&a.reading)) {
    const auto& two = std::get<engine::SwitchReading>(b.reading);
    return one->which == two.which && one->on == two.on;
  }
  return true;
}

// The clip's inputs are those of the story from its state on, without a gap.
bool is_part_of(const std::vector<Input>& part, const std::vector<Input>& whole) {
  if (part.empty() || part.size() > whole.size()) return false;
  const auto begin =
      std::find_if(whole.begin(), whole.end(), [&](const Input& one) { return same(one, part.front()); });
  for (auto from = begin; from != whole.end() && from->at == part.front().at; ++from) {
    if (static_cast<std::size_t>(whole.end() - from) < part.size()) return false;
    if (std::equal(part.begin(), part.end(), from, same)) return true;
  }
  return false;
}

struct Quiet {  // a car that stands, at 100 Hz
  std::vector<Input> inputs;
  explicit Quiet(double seconds) {
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(seconds * 100); ++i) {
      const Time at{Duration{i * 10'000}};
      if (i % 100 == 0) inputs.push_back({at, engine::SwitchReading{engine::Switch::door, false}});
      if (i % 4 == 0) inputs.push_back({at, engine::Pressure{101'325.0F + static_cast<float>(i * 7919 % 13) * 0.25F}});
      inputs.push_back({at, engine::Acceleration{0.01F, 0.02F, 9.8F + static_cast<float>(i * 31 % 17) * 0.001F}});
    }
  }
};

Result<Clip> cut_at_end(const std::vector<Input>& inputs, std::span<std::uint8_t> memory) {
  const engine::Site site;
  const engine::Parameters parameters;
  const auto box = std::make_unique<engine::Engine>(site, parameters);
  const auto ring = std::make_unique<ClipRing>(memory, site, parameters);
  for (const auto& input : inputs) {
    ring->take(input, *box);
    (void)box->step(input);
  }
  Bytes bytes;
  (void)ring->cut({EventKind::trapped, 6, 1, inputs.back().at}, bytes);
  return unpack(bytes.list);
}

TEST_CASE("DV-20 a clock that starts again begins a new memory, and ends no clip's work") {
  auto inputs = Quiet(100).inputs;
  const Time restarted{Duration{60'000'000}};
  for (auto& input : inputs)
    if (input.at >= restarted) input.at -= restarted.time_since_epoch();
  std::vector<std::uint8_t> memory(1 << 20);
  const auto clip = cut_at_end(inputs, memory);
  REQUIRE(clip.has_value());
  CHECK(clip->begins < Time{Duration{2'000'000}});
  CHECK(clip->inputs.size() > 3'000);
  CHECK(is_part_of(clip->inputs, inputs));
}

TEST_CASE("DV-20 every input comes back to the last bit, whatever it is") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();
  std::vector<Input> inputs;
  std::int64_t us = 1'000'000'000'000;  // a box that has run for days
  for (int i = 0; i < 5000; ++i) {
    us += i % 7 == 0 ? 10'013 : i % 113 == 0 ? -5'000 : 9'989;  // a clock that jitters, and goes back at times
    const Time at{Duration{us}};
    if (i % 500 == 250) inputs.push_back({at, engine::EpisodeClosed{}});
    if (i % 90 == 0) inputs.push_back({at, engine::Tick{}});
    if (i % 100 < 3) inputs.push_back({at, engine::SwitchReading{static_cast<engine::Switch>(i % 6), i % 2 == 0}});
    if (i % 25 == 0) inputs.push_back({at, engine::Temperature{i % 50 == 0 ? kNan : -0.0F}});
    if (i % 3 == 0)
      inputs.push_back({at, engine::Pressure{i % 300 == 0 ? -kInfinity : std::sqrt(1e10F + static_cast<float>(i))}});
    const float wild = i % 400 == 0 ? 3e38F : std::sin(static_cast<float>(i));
    inputs.push_back({at, engine::Acceleration{wild, static_cast<float>(i % 11) / 64.0F, i % 777 == 0 ? kNan : 9.81F}});
  }
  std::vector<std::uint8_t> memory(1 << 20);
  const auto clip = cut_at_end(inputs, memory);
  REQUIRE(clip.has_value());
  CHECK(clip->inputs.size() == inputs.size());
  CHECK(is_part_of(clip->inputs, inputs));
}

TEST_CASE("DV-20 a clip reaches from before the ride to half a minute after the event") {
  for (const std::string_view scenario : {"stuck_with_people", "doors_fail_in_zone", "overspeed", "horseplay"}) {
    const auto told = story(scenario, 1);
    std::vector<std::uint8_t> memory(1 << 20);
    const auto box = drive(told.inputs, told.site, {}, memory);
    INFO(scenario);
    REQUIRE_FALSE(box.clips.empty());
    for (const auto& cut : box.clips) {
      const auto clip = unpack(cut.bytes);
      REQUIRE(clip.has_value());
      CHECK(clip->event == cut.event);
      CHECK(is_part_of(clip->inputs, told.inputs));
      CHECK(clip->inputs.back().at >= std::min(cut.event.at + Duration{30'000'000}, told.inputs.back().at));
      CHECK(clip->inputs.back().at - clip->begins <= Duration{900'000'000});
      const auto ride = std::find_if(box.events.rbegin(), box.events.rend(), [&](const engine::Event& event) {
        return event.ride && event.ride->start < cut.event.at;
      });
      REQUIRE(ride != box.events.rend());
      CHECK(clip->begins < ride->ride->start);
    }
  }
}

TEST_CASE("DV-20 where the ride lies too far back, a later state takes its place: 15 minutes at most") {
  Quiet car(40 * 60);
  std::vector<std::uint8_t> memory(4 << 20);
  const auto clip = cut_at_end(car.inputs, memory);
  REQUIRE(clip.has_value());
  const auto length = clip->inputs.back().at - clip->begins;
  CHECK(length <= Duration{900'000'000});
  CHECK(length >= Duration{800'000'000});
}

TEST_CASE("DV-20 in little memory the clip is shorter, and whole") {
  Quiet car(10 * 60);
  for (const std::size_t size : {12'000U, 30'000U, 100'000U}) {
    std::vector<std::uint8_t> memory(size);
    const auto clip = cut_at_end(car.inputs, memory);
    INFO(size);
    REQUIRE(clip.has_value());
    CHECK(is_part_of(clip->inputs, car.inputs));
    CHECK(same(clip->inputs.back(), car.inputs.back()));
  }
}

TEST_CASE("DV-20 memory that holds no segment gives no clip, and no harm") {
  Quiet car(100);
  for (const std::size_t size : {0U, 1U, 100U, 1000U}) {
    std::vector<std::uint8_t> memory(size);
    CHECK_NOTHROW((void)cut_at_end(car.inputs, memory));
  }
}

TEST_CASE("DV-20 the clip says what lift it was, and which parameters were not the default") {
  auto told = story("stuck_with_people", 2);
  engine::Parameters parameters;
  parameters.trapped_s = 40;
  parameters.shock_mps2 = 2.5F;
  std::vector<std::uint8_t> memory(1 << 20);
  const auto box = drive(told.inputs, told.site, parameters, memory);
  REQUIRE_FALSE(box.clips.empty());
  const auto clip = unpack(box.clips.back().bytes);
  REQUIRE(clip.has_value());
  CHECK(clip->parameters.trapped_s == 40.0F);
  CHECK(clip->parameters.shock_mps2 == 2.5F);
  CHECK(clip->parameters.stopped_s == 10.0F);
  CHECK(clip->site.floor_count == told.site.floor_count);
  CHECK(clip->site.sensors == told.site.sensors);
  CHECK(clip->site.rated_speed_mps == told.site.rated_speed_mps);
  for (std::size_t i = 0; i < told.site.floor_count; ++i) {
    CHECK(clip->site.floors[i].label == told.site.floors[i].label);
    CHECK(clip->site.floors[i].height_m == told.site.floors[i].height_m);
  }
}

}  // namespace
}  // namespace liftguard::clip::test
