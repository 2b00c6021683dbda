// Whole numbers as bits of an adaptive coder: how many bits a number has is foreseen from how large the last ones were;
// its sign and its lower bits cannot be foreseen and cost what they are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "firmware/clip/bit_coder.hpp"

namespace liftguard::clip {

// The two directions, behind one face: a codec written once against it cannot differ between them. `code` takes the bit
// to write, or gives the bit read and ignores what it was handed.
class Coder {
 public:
  Coder(BitEncoder& encoder, ByteSink& sink) : encoder_(&encoder), sink_(&sink) {}
  explicit Coder(BitDecoder& decoder) : decoder_(&decoder) {}

  [[nodiscard]] bool code(Bit& model, bool bit) {
    if (encoder_ == nullptr) return decoder_->decode(model);
    encoder_->code(*sink_, model, bit);
    return bit;
  }
  [[nodiscard]] bool code_even(bool bit) {
    if (encoder_ == nullptr) return decoder_->decode_even();
    encoder_->code_even(*sink_, bit);
    return bit;
  }
  // The lowest `count` bits of `value`, highest first.
  [[nodiscard]] std::uint64_t code_even_bits(std::uint64_t value, unsigned count) {
    std::uint64_t out = 0;
    while (count-- > 0) out = out << 1 | (code_even((value >> count & 1U) != 0) ? 1U : 0U);
    return out;
  }

 private:
  BitEncoder* encoder_ = nullptr;
  ByteSink* sink_ = nullptr;
  BitDecoder* decoder_ = nullptr;
};

// A symbol of `kBits` bits by a tree of adaptive bits.
template <unsigned kBits>
class SymbolModel {
 public:
  [[nodiscard]] unsigned code(Coder& coder, unsigned symbol) {
    unsigned node = 1;
    for (unsigned i = kBits; i-- > 0;) node = node << 1 | (coder.code(bits_[node], (symbol >> i & 1U) != 0) ? 1U : 0U);
    return node - (1U << kBits);
  }

 private:
  std::array<Bit, 1U << kBits> bits_{};
};

// Differences from what was foreseen, up to 63 bits and a sign. `kScales`: how many sizes (powers of two, in
// sixteenths) of the last differences are told apart.
template <std::size_t kScales>
class DifferenceModel {
 public:
  [[nodiscard]] std::int64_t code(Coder& coder, std::int64_t value) {
    const auto positive = value < 0 ? ~value : value;  // -1 and 0 are neighbours: the sign is a bit of its own
    auto magnitude = static_cast<std::uint64_t>(positive);
    const auto scale = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(mean_)));
    auto& length = lengths_[scale < kScales ? scale : kScales - 1];
    const unsigned width = length.code(coder, static_cast<unsigned>(std::bit_width(magnitude)));
    magnitude = code_below(coder, magnitude, width);
    learn(magnitude);
    const bool negative = width == 0 ? coder.code(sign_of_none_, value < 0) : coder.code_even(value < 0);
    return negative ? ~static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
  }

 private:
  static constexpr std::int64_t kParts = 16;  // the mean is kept in sixteenths, over the last sixteen or so
  static constexpr unsigned kShaped = 2;      // bits below the highest that are foreseen: a bell is no box

  // The number of `width` bits below its highest.
  std::uint64_t code_below(Coder& coder, std::uint64_t magnitude, unsigned width) {
    if (width > 63) width = 63;
    if (width <= 1) return width;
    std::uint64_t out = 1;
    unsigned left = width - 1;
    for (unsigned i = 0; i < kShaped && left > 0; ++i) {
      --left;
      const bool bit = coder.code(shape_[width][static_cast<std::size_t>(out)], (magnitude >> left & 1U) != 0);
      out = out << 1 | (bit ? 1U : 0U);
    }
    return out << left | coder.code_even_bits(magnitude, left);
  }
  void learn(std::uint64_t magnitude) {
    constexpr std::int64_t kMost = std::int64_t{1} << 40;
    const auto bounded = magnitude < static_cast<std::uint64_t>(kMost) ? static_cast<std::int64_t>(magnitude) : kMost;
    mean_ += (kParts * bounded - mean_) / kParts;
  }

  std::array<SymbolModel<6>, kScales> lengths_{};
  std::array<std::array<Bit, 1U << kShaped>, 64> shape_{};
  Bit sign_of_none_;
  std::int64_t mean_ = 0;
};

}  // namespace liftguard::clip
