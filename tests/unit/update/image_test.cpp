#include <catch2/catch.hpp>

#include <memory>
#include <random>

#include "firmware/update/image.hpp"
#include "tests/unit/update/maker.hpp"

using namespace liftguard::update;
using liftguard::test::Maker;

namespace {

// A copy with nothing behind its end, so that the address sanitizer sees any read beyond it.
Reason refusal(const std::vector<std::uint8_t>& image, std::size_t size, const MakerKeys& keys) {
  const auto exact = std::make_unique<std::uint8_t[]>(size == 0 ? 1 : size);
  std::copy_n(image.begin(), size, exact.get());
  const auto read = read_image(Bytes(exact.get(), size), keys);
  return read ? Reason::none : read.error();
}

Reason refusal(const std::vector<std::uint8_t>& image, const MakerKeys& keys) {
  return refusal(image, image.size(), keys);
}

}  // namespace

TEST_CASE("an image is read back as it was written") {
  const Maker maker;
  const std::vector<std::uint8_t> payload{1, 2, 3};
  auto header = maker.header(7, payload);
  header.oldest_base = 5;
  const auto read = read_image(maker.image(header, payload), maker.keys());
  REQUIRE(read.has_value());
  CHECK(*read == header);
}

TEST_CASE("the layout is the documented one, byte for byte") {
  const Maker maker;
  const std::vector<std::uint8_t> payload{0xAB};
  auto header = maker.header(0x0102, payload);
  header.oldest_base = 3;
  const auto image = maker.image(header, payload);
  REQUIRE(image.size() == 257);
  CHECK(std::vector<std::uint8_t>(image.begin(), image.begin() + 40) ==
        std::vector<std::uint8_t>{0x89, 'L', 'G', 'F', 'W', 0x0D, 0x0A, 0x1A, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1, 0, 0,
                                  0,    0,   0,   0,   3,   0,    0,    0,    0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(std::equal(header.payload_digest.begin(), header.payload_digest.end(), image.begin() + 40));
  CHECK(std::string(image.begin() + 72, image.begin() + 77) == std::string("box1\0", 5));
  CHECK(std::string(image.begin() + 104, image.begin() + 109) == "1.258");
  CHECK(std::equal(header.key.begin(), header.key.end(), image.begin() + 136));
}

TEST_CASE("an image that is cut off at any byte is refused as too short") {
  const Maker maker;
  const auto image = maker.image(2, 40);
  for (std::size_t size = 0; size < image.size(); ++size) {
    INFO("cut at " << size);
    CHECK(refusal(image, size, maker.keys()) == Reason::too_short);
  }
}

TEST_CASE("an image of which any bit is flipped is refused") {
  const Maker maker;
  const auto keys = maker.keys();
  auto image = maker.image(2, 40);
  REQUIRE(refusal(image, keys) == Reason::none);
  for (std::size_t bit = 0; bit < image.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    image[bit / 8] ^= mask;
    INFO("bit " << bit);
    CHECK(refusal(image, keys) != Reason::none);
    image[bit / 8] ^= mask;
  }
}

TEST_CASE("the reason of a refusal names the part that is wrong") {
  const Maker maker;
  const auto keys = maker.keys();
  const auto with = [&](std::size_t at, std::uint8_t value) {
    auto image = maker.image(2);
    image[at] = value;
    maker.sign(image);  // what is refused here is refused although it is signed
    return refusal(image, keys);
  };
  CHECK(with(0, 0x88) == Reason::bad_magic);
  CHECK(with(8, 2) == Reason::unknown_format);
  CHECK(with(10, 1) == Reason::bad_field);     // size of the header
  CHECK(with(12, 1) == Reason::bad_field);     // reserved
  CHECK(with(16, 0) == Reason::bad_field);     // version 0
  CHECK(with(23, 0x80) == Reason::bad_field);  // version above 2^63-1
  CHECK(with(24, 3) == Reason::bad_field);     // oldest base above the version
  CHECK(with(39, 1) == Reason::bad_field);     // payload of 2^56 bytes
  CHECK(with(40, 0) == Reason::bad_digest);
  CHECK(with(72, 0) == Reason::bad_field);    // no board, then something
  CHECK(with(72, 'B') == Reason::bad_field);  // a letter that no board has
  CHECK(with(80, 'x') == Reason::bad_field);  // behind the end of the name
  CHECK(with(104, ' ') == Reason::bad_field);
  CHECK(with(104, 0x80) == Reason::bad_field);
  CHECK(with(136, 0) == Reason::unknown_key);
  CHECK(with(150, 1) == Reason::bad_field);  // padding
  CHECK(with(300, 0) == Reason::bad_digest);
  auto longer = maker.image(2);
  longer.push_back(0);
  CHECK(refusal(longer, keys) == Reason::too_big);
  auto forged = maker.image(2);
  forged[16] = 3;
  CHECK(refusal(forged, keys) == Reason::bad_signature);
}

TEST_CASE("names without a zero at their end are refused") {
  const Maker maker;
  auto image = maker.image(2);
  std::fill_n(image.begin() + 72, 32, std::uint8_t{'a'});
  maker.sign(image);
  CHECK(refusal(image, maker.keys()) == Reason::bad_field);
  auto header = maker.header(2, {1});
  header.board = std::string(31, 'a');
  CHECK(write_header(header).has_value());
  header.board += 'a';
  CHECK_FALSE(write_header(header).has_value());
}

TEST_CASE("a payload's length is bounded to 256 MiB") {
  const Maker maker;
  auto header = maker.header(2, {1});
  header.payload_length = kMostPayload;
  CHECK(write_header(header).has_value());
  header.payload_length = kMostPayload + 1;
  CHECK_FALSE(write_header(header).has_value());
  header.payload_length = 0;
  CHECK_FALSE(write_header(header).has_value());
}

TEST_CASE("any bytes whatever are refused, or read as what they say") {
  const Maker maker;
  const auto keys = maker.keys();
  std::mt19937 random(1);
  for (int i = 0; i < 5000; ++i) {
    auto image = maker.image(2, 20);
    const auto changes = 1 + random() % 8;
    for (std::size_t k = 0; k < changes; ++k) image[random() % image.size()] = static_cast<std::uint8_t>(random());
    if (i % 2 == 0) maker.sign(image);
    const auto read = read_image(image, keys);
    if (!read) continue;
    const auto again = write_header(*read);
    REQUIRE(again.has_value());
    CHECK(std::equal(again->begin(), again->begin() + kSignedSize, image.begin()));
  }
}

TEST_CASE("keys: a box trusts several, and none but those") {
  const Maker now(1), next(2), stranger(3);
  const auto keys = MakerKeys::parse("# the maker\n\n" + now.key_line() + next.key_line());
  REQUIRE(keys.has_value());
  CHECK(keys->size() == 2);
  CHECK(refusal(now.image(2), *keys) == Reason::none);
  CHECK(refusal(next.image(2), *keys) == Reason::none);
  CHECK(refusal(stranger.image(2), *keys) == Reason::unknown_key);
}

TEST_CASE("keys: a list that is wrong anywhere is refused as a whole") {
  const Maker maker;
  const auto line = maker.key_line();
  CHECK_FALSE(MakerKeys::parse("").has_value());
  CHECK_FALSE(MakerKeys::parse("# nothing\n").has_value());
  CHECK_FALSE(MakerKeys::parse(line + line).has_value());
  CHECK_FALSE(MakerKeys::parse(line + "ed25519\n").has_value());
  CHECK_FALSE(MakerKeys::parse(line + "rsa 00\n").has_value());
  CHECK_FALSE(MakerKeys::parse(line.substr(0, 70)).has_value());
  CHECK_FALSE(MakerKeys::parse("ED25519 " + line.substr(8)).has_value());
  std::string many;
  for (std::uint8_t seed = 1; seed <= kMostKeys; ++seed) many += Maker(seed).key_line();
  CHECK(MakerKeys::parse(many).has_value());
  CHECK_FALSE(MakerKeys::parse(many + Maker(99).key_line()).has_value());
}
