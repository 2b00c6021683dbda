// Fields one after the other, little-endian, no padding: what one build writes, every build of the same version or a
// later one reads.
#include "firmware/engine/kept.hpp"

#include <array>
#include <bit>
#include <concepts>
#include <optional>
#include <type_traits>

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

static_assert(sizeof(KeptPosition::candidates) == Site::kMaxFloors / 8);
static_assert(sizeof(Kept::learnt) == Site::kMaxFloors * sizeof(KeptFloor));
static_assert(sizeof(Kept::switches) == kSwitches * sizeof(KeptSwitch));
static_assert(sizeof(Kept::fault_of) == kSensors);

constexpr std::uint32_t kMagic = 0x4B474C31;  // "1LGK"
constexpr float kGreatest = 1e9F;             // no field is anywhere near it; NaN and infinities are not below it
constexpr Duration kOldest = std::chrono::hours{24 * 366 * 100};

// CRC-32C (Castagnoli), bit by bit: 2 KiB at a time of rest.
std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

class Outward {
 public:
  explicit Outward(std::span<std::uint8_t> out) : out_(out) {}
  template <std::unsigned_integral T>
  void number(T value) {
    std::uint64_t bits = value;
    for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) byte(static_cast<std::uint8_t>(bits));
  }
  // What is older than can be read again is written as the oldest: a box whose clock jumped must still be kept.
  [[nodiscard]] static Duration bounded(Duration age) {
    return age > kOldest ? kOldest : age < -kOldest ? -kOldest : age;
  }
  void refuse() { good_ = false; }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void byte(std::uint8_t value) {
    good_ = good_ && size_ < out_.size();
    if (good_) out_[size_++] = value;
  }
  std::span<std::uint8_t> out_;
  std::size_t size_ = 0;
  bool good_ = true;
};

class Inward {
 public:
  explicit Inward(std::span<const std::uint8_t> in) : in_(in) {}
  template <std::unsigned_integral T>
  void number(T& value) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) bits |= static_cast<std::uint64_t>(byte()) << 8 * i;
    value = static_cast<T>(bits);
  }
  [[nodiscard]] static Duration bounded(Duration age) { return age; }
  void refuse() { good_ = false; }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return at_ == in_.size(); }

 private:
  std::uint8_t byte() {
    good_ = good_ && at_ < in_.size();
    return good_ ? in_[at_++] : 0;
  }
  std::span<const std::uint8_t> in_;
  std::size_t at_ = 0;
  bool good_ = true;
};

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T> || std::same_as<T, Duration>;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
concept Structure = std::is_class_v<T> && !Plain<std::remove_const_t<T>> && !kIsOptional<std::remove_const_t<T>>;

// Walks the fields in the order of schemas/engine_state.csv, the same for both directions, so that they cannot differ.
template <class Bytes>
class Codec : public Bytes {
 public:
  explicit Codec(Bytes bytes) : Bytes(bytes) {}
  void set_version(std::uint16_t version) { version_ = version; }
  [[nodiscard]] std::uint16_t version() const { return version_; }

  template <std::unsigned_integral T>
  void take(T& value) {
    this->number(value);
  }
  void take(bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    this->number(byte);
    if (byte > 1) this->refuse();
    value = byte == 1;
  }
  void take(float& value) {
    auto bits = std::bit_cast<std::uint32_t>(value);
    this->number(bits);
    value = std::bit_cast<float>(bits);
    if (!(magnitude(value) <= kGreatest)) this->refuse();
  }
  void take(Duration& value) {
    auto bits = static_cast<std::uint64_t>(this->bounded(value).count());
    this->number(bits);
    value = Duration{static_cast<std::int64_t>(bits)};
    if (value > kOldest || value < -kOldest) this->refuse();
  }
  void take(Occupancy& value) {
    auto byte = static_cast<std::uint8_t>(value);
    this->number(byte);
    if (byte > static_cast<std::uint8_t>(Occupancy::occupied)) this->refuse();
    value = static_cast<Occupancy>(byte);
  }
  template <class T>
  void take(std::optional<T>& value) {
    bool there = value.has_value();
    take(there);
    if (!there) value.reset();
    if (there && !value) value.emplace();
    if (there) take(*value);
  }
  template <class T>
  void take(const std::optional<T>& value) {
    take(value.has_value());
    if (value) take(*value);
  }
  template <Plain T>
  void take(const T& value) {
    T copy = value;
    take(copy);
  }
  template <Structure T>
  void take(T& value) {
    walk(*this, value);
  }
  template <class List>
  void list(List& values, std::size_t count) {
    if (count > values.size()) return this->refuse();
    for (std::size_t i = 0; i < count; ++i) take(values[i]);
  }

 private:
  std::uint16_t version_ = Kept::kVersion;
};

}  // namespace

std::size_t encode(const Kept& kept, std::span<std::uint8_t> out) {
  Codec codec{Outward(out)};
  std::uint32_t magic = kMagic;
  std::uint16_t version = Kept::kVersion;
  codec.take(magic);
  codec.take(version);
  codec.take(static_cast<const KeptFields&>(kept));
  if (!codec.good()) return 0;
  std::uint32_t crc = checksum(out.first(codec.size()));
  codec.take(crc);
  return codec.good() ? codec.size() : 0;
}

bool decode(std::span<const std::uint8_t> bytes, Kept& kept) {
  if (bytes.size() < 10) return false;
  const auto body = bytes.first(bytes.size() - 4);
  Codec tail{Inward(bytes.last(4))};
  std::uint32_t crc = 0;
  tail.take(crc);
  if (crc != checksum(body)) return false;
  Codec codec{Inward(body)};
  std::uint32_t magic = 0;
  std::uint16_t version = 0;
  codec.take(magic);
  codec.take(version);
  if (magic != kMagic || version == 0 || version > Kept::kVersion) return false;
  codec.set_version(version);
  KeptFields read;
  codec.take(read);
  if (!codec.good() || !codec.at_end()) return false;
  static_cast<KeptFields&>(kept) = read;  // no third one on the stack
  return true;
}

}  // namespace liftguard::engine
