#include "firmware/clip/bit_coder.hpp"

namespace liftguard::clip {
namespace {

constexpr std::uint32_t kLeastRange = 1U << 24;
constexpr unsigned kProbabilityBits = 16;

}  // namespace

void BitEncoder::code(ByteSink& sink, Bit& model, bool bit) {
  const std::uint32_t bound = (range_ >> kProbabilityBits) * model.of_zero();
  if (bit) {
    low_ += bound;
    range_ -= bound;
  } else {
    range_ = bound;
  }
  model.learn(bit);
  settle(sink);
}

void BitEncoder::code_even(ByteSink& sink, bool bit) {
  range_ >>= 1;
  if (bit) low_ += range_;
  settle(sink);
}

void BitEncoder::settle(ByteSink& sink) {
  while (range_ < kLeastRange) {
    range_ <<= 8;
    shift(sink);
  }
}

// The top byte of `low_` is final once no later carry can reach it: when it is no 0xFF, or a carry has come.
void BitEncoder::shift(ByteSink& sink) {
  const bool carry = (low_ >> 32) != 0;
  const auto top = static_cast<std::uint8_t>(low_ >> 24);
  if (carry || top != 0xFF) {
    for (std::uint8_t byte = first_; held_ > 0; --held_, byte = 0xFF)
      sink.put(static_cast<std::uint8_t>(byte + (carry ? 1 : 0)));
    first_ = top;
  }
  ++held_;
  low_ = (low_ & 0x00FFFFFFU) << 8;
}

void BitEncoder::finish(ByteSink& sink) {
  for (std::size_t i = 0; i < kFlushBytes; ++i) shift(sink);
}

BitDecoder::BitDecoder(std::span<const std::uint8_t> bytes) : bytes_(bytes) {
  for (std::size_t i = 0; i < BitEncoder::kFlushBytes; ++i) code_ = code_ << 8 | next();
}

std::uint8_t BitDecoder::next() {
  if (at_ < bytes_.size()) return bytes_[at_++];
  overrun_ = true;
  return 0;
}

void BitDecoder::settle() {
  while (range_ < kLeastRange) {
    range_ <<= 8;
    code_ = code_ << 8 | next();
  }
}

bool BitDecoder::decode(Bit& model) {
  const std::uint32_t bound = (range_ >> kProbabilityBits) * model.of_zero();
  const bool bit = code_ >= bound;
  if (bit) {
    code_ -= bound;
    range_ -= bound;
  } else {
    range_ = bound;
  }
  model.learn(bit);
  settle();
  return bit;
}

bool BitDecoder::decode_even() {
  range_ >>= 1;
  const bool bit = code_ >= range_;
  if (bit) code_ -= range_;
  settle();
  return bit;
}

}  // namespace liftguard::clip
