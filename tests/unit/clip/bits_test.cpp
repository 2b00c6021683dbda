// The coder, the numbers and the grids: every value comes back, and what is foreseen costs nearly nothing.
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "firmware/clip/grid.hpp"
#include "firmware/clip/number_model.hpp"
#include "firmware/clip/predictor.hpp"
#include "tests/unit/clip/drive.hpp"

namespace liftguard::clip::test {
namespace {

TEST_CASE("DV-20 bits come back, and foreseen ones cost nearly nothing") {
  std::mt19937 random(7);
  std::vector<bool> bits;
  for (int i = 0; i < 20'000; ++i) bits.push_back(random() % 100 == 0);
  Bytes bytes;
  BitEncoder encoder;
  Bit model;
  for (const bool bit : bits) {
    encoder.code(bytes, model, bit);
    encoder.code_even(bytes, !bit);
  }
  const auto promised = bytes.list.size() + encoder.bytes_to_finish();
  encoder.finish(bytes);
  CHECK(bytes.list.size() == promised);
  CHECK(bytes.list.size() < 20'000 / 8 + 400);  // the entropy of one in a hundred: 202 bytes

  BitDecoder decoder(bytes.list);
  Bit again;
  bool right = true;
  for (const bool bit : bits) {
    right = right && decoder.decode(again) == bit;
    right = right && decoder.decode_even() == !bit;
  }
  CHECK(right);
  CHECK(decoder.at_end());
  CHECK_FALSE(decoder.overrun());
}

// Runs of 0xFF under a carry: the one hard case of a range coder.
TEST_CASE("DV-20 the coder carries through bytes that were held back") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    Bytes bytes;
    BitEncoder encoder;
    Bit model;
    std::vector<bool> bits;
    for (int i = 0; i < 400; ++i) bits.push_back(random() % 40 != 0);
    for (const bool bit : bits) encoder.code(bytes, model, bit);
    encoder.finish(bytes);
    BitDecoder decoder(bytes.list);
    Bit again;
    bool right = true;
    for (const bool bit : bits) right = right && decoder.decode(again) == bit;
    CHECK(right);
  }
}

TEST_CASE("DV-20 a decoder at the end of its bytes says so and goes on") {
  BitDecoder decoder({});
  Bit model;
  for (int i = 0; i < 1000; ++i) (void)decoder.decode(model);
  CHECK(decoder.overrun());
}

TEST_CASE("DV-20 differences of every size come back") {
  std::vector<std::int64_t> values{0, 1, -1, 2, -2, 255, -256, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN, 0, 7};
  for (int shift = 0; shift < 63; ++shift) values.push_back((std::int64_t{1} << shift) * (shift % 2 == 0 ? 1 : -1));
  Bytes bytes;
  BitEncoder encoder;
  Coder writing(encoder, bytes);
  DifferenceModel<8> model;
  for (const auto value : values) CHECK(model.code(writing, value) == value);
  encoder.finish(bytes);
  BitDecoder decoder(bytes.list);
  Coder reading(decoder);
  DifferenceModel<8> again;
  for (const auto value : values) CHECK(again.code(reading, 0) == value);
}

TEST_CASE("DV-20 white noise costs little more than its entropy") {
  std::mt19937 random(3);
  std::normal_distribution<double> normal(0, 50);
  Bytes bytes;
  BitEncoder encoder;
  Coder coder(encoder, bytes);
  DifferenceModel<26> model;
  constexpr int kCount = 20'000;
  for (int i = 0; i < kCount; ++i) (void)model.code(coder, std::llround(normal(random)));
  encoder.finish(bytes);
  const double entropy = 0.5 * std::log2(2 * 3.14159265 * 2.718281828 * 50 * 50);  // bits: 7.69
  CHECK(8.0 * static_cast<double>(bytes.list.size()) / kCount < entropy + 0.12);
}

TEST_CASE("DV-20 a float on its grid comes back to the last bit, one beside it is told") {
  const Grid decimals{GridKind::quotient, 10'000};
  for (const float value : {0.0F, 9.8067F, -0.0213F, 1234.5678F, -160.0F}) {
    const auto place = place_of(decimals, value);
    REQUIRE(place);
    CHECK(std::bit_cast<std::uint32_t>(value_at(decimals, *place)) == std::bit_cast<std::uint32_t>(value));
  }
  CHECK_FALSE(place_of(decimals, 9.80665F));
  CHECK_FALSE(place_of(decimals, -0.0F));
  CHECK_FALSE(place_of(decimals, std::numeric_limits<float>::quiet_NaN()));
  CHECK_FALSE(place_of(decimals, std::numeric_limits<float>::infinity()));
  CHECK_FALSE(place_of(decimals, 1e30F));
  const Grid pressure{GridKind::quotient, 128};  // every float from 65,536 to 131,072 lies on it
  CHECK(place_of(pressure, 101'325.1171875F));
  CHECK(place_of(pressure, 131'071.9921875F));
}

TEST_CASE("DV-20 without a grid a float is its bits, in the order of the numbers") {
  const float values[] = {-std::numeric_limits<float>::infinity(), -1e30F, -1.0F, -1e-40F, -0.0F, 0.0F, 1e-40F, 1.0F,
                          std::numeric_limits<float>::infinity()};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    CHECK(std::bit_cast<std::uint32_t>(from_ordered(ordered(values[i]))) == std::bit_cast<std::uint32_t>(values[i]));
    if (i > 0) CHECK(ordered(values[i]) > ordered(values[i - 1]));
  }
}

TEST_CASE("DV-20 the grid is found from the numbers: the coarsest that fits them all") {
  GridFinder finder;
  for (int i = 0; i < 100; ++i) finder.see(static_cast<float>(i) / 100.0F);
  CHECK(finder.take() == Grid{GridKind::quotient, 100});
  finder.see(0.123F);
  CHECK(finder.take() == Grid{GridKind::quotient, 100});  // too few to judge by
  for (int i = 0; i < 100; ++i) finder.see(std::sqrt(static_cast<float>(i)));
  CHECK(finder.take() == Grid{});

  const float step = 9.80665F / 16'384.0F;
  GridFinder told(step);
  for (int i = 0; i < 100; ++i) told.see(static_cast<float>(16'384 + i * 7) * step);
  CHECK(told.take() == Grid{GridKind::product, step});
}

TEST_CASE("DV-20 the predictor stays near a swing, and finite whatever comes") {
  Predictor predictor;
  double missed = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto value = static_cast<std::int32_t>(98'000 + 1000 * std::sin(i * 0.6));
    const auto foreseen = predictor.foresee();
    predictor.learn(value);
    if (i >= 2000) missed += std::abs(static_cast<double>(value) - foreseen) / 2000;
  }
  CHECK(missed < 100);
  for (const auto value : {INT32_MAX, INT32_MIN, 0, INT32_MAX, INT32_MIN, 5}) {
    (void)predictor.foresee();
    predictor.learn(value);
  }
  for (int i = 0; i < 2000; ++i) {
    (void)predictor.foresee();
    predictor.learn(5);
  }
  CHECK(predictor.foresee() == 5);
}

}  // namespace
}  // namespace liftguard::clip::test
