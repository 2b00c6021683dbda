// Numbers to and from bytes, little-endian and field by field: what one compiler wrote, every other reads. Both
// directions walk the same lists of fields, so that they cannot differ.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include "firmware/engine/input.hpp"
#include "firmware/engine/label.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::port {

// Where bytes come from and go to: a file of the host's by semihosting, or memory.
class ByteSource {
 public:
  // All of `into`, or false where there are no more.
  [[nodiscard]] virtual bool read(std::span<std::uint8_t> into) = 0;

 protected:
  ~ByteSource() = default;
};

class ByteSink {
 public:
  virtual void write(std::span<const std::uint8_t> bytes) = 0;

 protected:
  ~ByteSink() = default;
};

class ByteWriter {
 public:
  explicit ByteWriter(ByteSink& sink) : sink_(sink) {}
  template <class T>
  void number(T& value) {
    std::array<std::uint8_t, sizeof(T)> bytes{};
    std::uint64_t bits = static_cast<std::make_unsigned_t<T>>(value);
    for (auto& byte : bytes) {
      byte = static_cast<std::uint8_t>(bits);
      bits >>= 8;
    }
    sink_.write(bytes);
  }

 private:
  ByteSink& sink_;
};

// After the end of the source every number is 0 and good() is false.
class ByteReader {
 public:
  explicit ByteReader(ByteSource& source) : source_(source) {}
  template <class T>
  void number(T& value) {
    std::array<std::uint8_t, sizeof(T)> bytes{};
    good_ = good_ && source_.read(bytes);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; good_ && i < sizeof(T); ++i) bits |= static_cast<std::uint64_t>(bytes[i]) << 8 * i;
    value = static_cast<T>(bits);
  }
  [[nodiscard]] bool good() const { return good_; }

 private:
  ByteSource& source_;
  bool good_ = true;
};

template <class Walker, class T>
requires std::is_integral_v<T> &&(!std::is_same_v<T, bool>)void walk(Walker& walker, T& value) {
  walker.number(value);
}

template <class Walker>
void walk(Walker& walker, bool& value) {
  std::uint8_t byte = value ? 1 : 0;
  walker.number(byte);
  value = byte != 0;
}

// By its bits: a NaN stays the NaN that it was.
template <class Walker>
void walk(Walker& walker, float& value) {
  auto bits = std::bit_cast<std::uint32_t>(value);
  walker.number(bits);
  value = std::bit_cast<float>(bits);
}

template <class Walker, class T>
requires std::is_enum_v<T>
void walk(Walker& walker, T& value) {
  auto number = static_cast<std::underlying_type_t<T>>(value);
  walker.number(number);
  value = static_cast<T>(number);
}

template <class Walker>
void walk(Walker& walker, engine::Duration& value) {
  std::int64_t us = value.count();
  walker.number(us);
  value = engine::Duration{us};
}

template <class Walker>
void walk(Walker& walker, engine::Time& value) {
  auto since = value.time_since_epoch();
  walk(walker, since);
  value = engine::Time{since};
}

template <class Walker>
void walk(Walker& walker, engine::Label& value) {
  for (auto& c : value.bytes) walker.number(c);
  walker.number(value.size);
}

template <class Walker>
void walk(Walker& walker, engine::SensorSet& value) {
  auto bits = value.bits();
  walker.number(bits);
  value = {};
  for (unsigned i = 0; i < engine::kSensors; ++i)
    if ((bits >> i & 1U) != 0) value.add(static_cast<engine::Sensor>(i));
}

template <class Walker, class T>
void walk(Walker& walker, std::optional<T>& value) {
  bool there = value.has_value();
  walk(walker, there);
  T inner = value.value_or(T{});
  if (there) walk(walker, inner);
  value = there ? std::optional<T>(inner) : std::nullopt;
}

template <class Walker, class T, std::size_t size>
void walk(Walker& walker, std::array<T, size>& list) {
  for (auto& item : list) walk(walker, item);
}

template <class Walker, class... Fields>
void walk_all(Walker& walker, Fields&... fields) {
  (walk(walker, fields), ...);
}

}  // namespace liftguard::port
