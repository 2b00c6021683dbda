// Bytes that no ring has written: refused, or read as something sane; never read beyond, never endless.
#include <catch2/catch.hpp>
#include <random>

#include "common/base/checksum.hpp"
#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

std::vector<std::uint8_t> good_clip() {
  const auto told = story("stuck_with_people", 1);
  std::vector<std::uint8_t> memory(1 << 20);
  RingOptions options;
  options.after = engine::Duration{1'000'000};
  auto box = drive(told.inputs, told.site, {}, memory, options);
  return std::move(box.clips.front().bytes);
}

void sign(std::vector<std::uint8_t>& bytes) {
  const auto crc = crc32c(std::span(bytes).first(bytes.size() - 4));
  for (std::size_t i = 0; i < 4; ++i) bytes[bytes.size() - 4 + i] = static_cast<std::uint8_t>(crc >> 8 * i);
}

// An exact copy on the heap, so that the address sanitizer sees one byte too far.
Result<Clip> unpack_copy(std::span<const std::uint8_t> bytes) {
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  return unpack(copy);
}

TEST_CASE("DV-20 a truncated clip is refused, wherever it ends") {
  const auto good = good_clip();
  REQUIRE(unpack(good).has_value());
  for (std::size_t size = 0; size < good.size(); size += size < 2000 ? 1 : 97)
    CHECK_FALSE(unpack_copy(std::span(good).first(size)).has_value());
}

TEST_CASE("DV-20 a flipped bit is refused by the checksum") {
  auto bytes = good_clip();
  for (std::size_t at = 0; at < bytes.size(); at += at < 1000 ? 1 : 173) {
    bytes[at] ^= 0x04;
    CHECK_FALSE(unpack_copy(bytes).has_value());
    bytes[at] ^= 0x04;
  }
}

TEST_CASE(
    "DV-20 truncations and flips under a checksum that fits are refused or give inputs that the engine can take") {
  const auto good = good_clip();
  std::mt19937 random(20);
  std::size_t refused = 0, read = 0;
  for (int round = 0; round < 600; ++round) {
    auto bad = good;
    const auto flips = 1 + random() % 4;
    for (std::size_t i = 0; i < flips; ++i) {
      const auto within = round % 2 == 0 ? std::min<std::size_t>(bad.size(), 600) : bad.size();
      bad[random() % within] ^= static_cast<std::uint8_t>(1U << random() % 8);
    }
    if (round % 5 == 0) bad.resize(4 + random() % (bad.size() - 4));
    sign(bad);
    const auto clip = unpack_copy(bad);
    if (!clip) {
      CHECK(clip.error().code == "bad_clip");
      ++refused;
      continue;
    }
    ++read;
    if (read < 40) (void)replayed(*clip);
  }
  CHECK(refused > 100);
  CHECK(read > 20);
}

TEST_CASE("DV-20 a clip of a newer version is refused with that reason") {
  auto bytes = good_clip();
  bytes[4] = 2;
  sign(bytes);
  const auto clip = unpack(bytes);
  REQUIRE_FALSE(clip.has_value());
  CHECK(clip.error().detail == "its version is not known");
}

}  // namespace
}  // namespace liftguard::clip::test
