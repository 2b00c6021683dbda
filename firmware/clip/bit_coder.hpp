// An adaptive binary range coder (the one of LZMA, with finer probabilities): a bit that is foreseen costs nearly
// nothing, one that cannot be foreseen costs one bit. No division, no heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace liftguard::clip {

// Probability of a 0, in 1/65536, learnt from the bits that were coded with it.
class Bit {
 public:
  [[nodiscard]] std::uint32_t of_zero() const { return zero_; }
  void learn(bool one) {
    constexpr unsigned kRate = 5;
    // Never closer to certainty than 31/65536.
    if (one)
      zero_ = static_cast<std::uint16_t>(zero_ - (zero_ >> kRate));
    else
      zero_ = static_cast<std::uint16_t>(zero_ + ((65535U - zero_) >> kRate));
  }

 private:
  std::uint16_t zero_ = 32768;
};

// Where coded bytes go. `put` is called in order; a byte that is put is final.
class ByteSink {
 public:
  virtual void put(std::uint8_t byte) = 0;

 protected:
  ~ByteSink() = default;
};

class BitEncoder {
 public:
  static constexpr std::size_t kFlushBytes = 5;

  void code(ByteSink& sink, Bit& model, bool bit);
  void code_even(ByteSink& sink, bool bit);  // a bit of which nothing is known
  // What finish() will have put in all beyond what was put so far. The encoder is of no use after finish().
  [[nodiscard]] std::size_t bytes_to_finish() const { return held_ + kFlushBytes - 1; }
  void finish(ByteSink& sink);

 private:
  void settle(ByteSink& sink);
  void shift(ByteSink& sink);

  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xFFFFFFFF;
  std::uint8_t first_ = 0;  // the byte that a carry may still raise
  std::uint32_t held_ = 1;  // it and the 0xFF bytes after it, not yet put
};

// Reads what a BitEncoder wrote. Beyond the end it reads zeros and says so: whatever the bytes are, every call returns.
class BitDecoder {
 public:
  explicit BitDecoder(std::span<const std::uint8_t> bytes);

  [[nodiscard]] bool decode(Bit& model);
  [[nodiscard]] bool decode_even();
  [[nodiscard]] bool overrun() const { return overrun_; }
  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::uint8_t next();
  void settle();

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool overrun_ = false;
  std::uint32_t range_ = 0xFFFFFFFF, code_ = 0;
};

}  // namespace liftguard::clip
