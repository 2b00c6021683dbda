// What a simulated box is made of: its flash, the mischief on its line. The box itself is tried by the integration
// tests.
#include <catch2/catch.hpp>

#include "common/wire/up.hpp"
#include "firmware/journal/journal.hpp"
#include "simulators/fleet/box/memory_device.hpp"
#include "simulators/fleet/box/mischief.hpp"

using namespace liftguard;
using namespace liftguard::fleet;

namespace {

constexpr journal::Geometry kFlash{4096, 14, 1};

std::vector<std::uint8_t> bytes_at(MemoryDevice& device, std::uint32_t at, std::size_t count) {
  std::vector<std::uint8_t> out(count);
  device.read(at, out);
  return out;
}

journal::Options options() {
  journal::Options out;
  out.sectors = {6, 3, 3, 2};
  out.max_record = 2048;
  out.stamp = [] { return wire::Stamp{}; };
  out.random = [] { return 77; };
  return out;
}

wire::Bytes message() {
  wire::Envelope envelope;
  envelope.monitor = "LG-000001";
  envelope.journal = 5;
  envelope.seq = 1;
  envelope.body = wire::EventBody{};
  return *wire::encode(envelope);
}

}  // namespace

TEST_CASE("the flash reads back what was programmed, 0xFF elsewhere, and over the border of sectors") {
  MemoryDevice device(kFlash);
  const std::vector<std::uint8_t> three{1, 2, 3};
  device.program(4093, three);
  device.program(4100, three);
  CHECK(bytes_at(device, 4092, 4) == std::vector<std::uint8_t>{0xFF, 1, 2, 3});
  CHECK(bytes_at(device, 4095, 9) == std::vector<std::uint8_t>{3, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 0xFF});
  device.erase(0);
  CHECK(bytes_at(device, 4093, 3) == std::vector<std::uint8_t>{0xFF, 0xFF, 0xFF});
}

TEST_CASE("the flash refuses what no flash can do") {
  MemoryDevice device(kFlash);
  const std::vector<std::uint8_t> three{1, 2, 3};
  device.program(10, three);
  CHECK_THROWS_AS(device.program(12, three), journal::DeviceError);
  CHECK_THROWS_AS(device.program(4094, three), journal::DeviceError);
}

TEST_CASE("the journal lives on it, through its recovery") {
  MemoryDevice device(kFlash);
  const auto record = *wire::encode_record(wire::EventBody{});
  std::uint64_t last = 0;
  {
    journal::Journal journal(device, options());
    for (int i = 0; i < 100; ++i) {
      const journal::Draft draft{Lane::event, EventKind::rough_ride, record};
      last = journal.append({&draft, 1}, {}).value().front().seq;
    }
  }
  journal::Journal again(device, options());
  CHECK(again.opened().damaged == 0);
  CHECK_FALSE(again.opened().formatted);
  CHECK(again.is_unconfirmed({77, Lane::event, last}));
}

TEST_CASE("E1: no decoder takes what the mischief makes of a message") {
  Chance chance(3);
  REQUIRE(wire::decode_up(message()).has_value());
  for (int i = 0; i < 2'000; ++i) REQUIRE_FALSE(wire::decode_up(make_malformed(message(), chance)).has_value());
}
