// Fields one after the other, little-endian, no padding: what one build writes, every build of the same version reads.
#include "firmware/engine/kept.hpp"

#include <bit>

namespace liftguard::engine {
namespace {

constexpr std::uint32_t kMagic = 0x4B474C31;  // "1LGK"

// CRC-32C (Castagnoli), bit by bit: 2 KiB at a time of rest.
std::uint32_t checksum(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

// Both directions walk the same list of fields, so that they cannot differ.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> out) : out_(out) {}
  template <class T>
  void number(T& value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i, bits >>= 8) byte(static_cast<std::uint8_t>(bits));
  }
  void real(float& value) {
    auto bits = std::bit_cast<std::uint32_t>(value);
    number(bits);
  }
  void flag(bool& value) { byte(value ? 1 : 0); }
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

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> in) : in_(in) {}
  template <class T>
  void number(T& value) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) bits |= static_cast<std::uint64_t>(byte()) << 8 * i;
    value = static_cast<T>(bits);
  }
  void real(float& value) {
    std::uint32_t bits = 0;
    number(bits);
    value = std::bit_cast<float>(bits);
    good_ = good_ && value - value == 0.0F;  // finite
  }
  void flag(bool& value) {
    const auto read = byte();
    good_ = good_ && read <= 1;
    value = read == 1;
  }
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

template <class Walker>
void walk(Walker& w, Duration& value) {
  std::int64_t us = value.count();
  w.number(us);
  value = Duration{us};
}

template <class Walker>
void walk(Walker& w, float& value) {
  w.real(value);
}

template <class Walker, class T>
void walk(Walker& w, std::optional<T>& value) {
  bool there = value.has_value();
  w.flag(there);
  T inner = value.value_or(T{});
  if (there) walk(w, inner);
  value = there ? std::optional<T>(inner) : std::nullopt;
}

template <class Walker>
void walk(Walker& w, KeptEpisode& episode) {
  w.number(episode.number);
  walk(w, episode.age);
  walk(w, episode.stopped_age);
  walk(w, episode.trapped_age);
  w.number(episode.rides_since);
}

template <class Walker>
void walk(Walker& w, KeptOccupancy& occupancy) {
  auto state = static_cast<std::uint8_t>(occupancy.state);
  w.number(state);
  occupancy.state = state == 2 ? Occupancy::occupied : state == 0 ? Occupancy::empty : Occupancy::unknown;
  walk(w, occupancy.state_age);
  walk(w, occupancy.presence_sum);
  w.flag(occupancy.ride_since_doubt);
  w.flag(occupancy.door_open);
  w.flag(occupancy.empty_before);
  walk(w, occupancy.open_age);
  walk(w, occupancy.presence_age);
}

template <class Walker>
void walk(Walker& w, KeptPosition& position) {
  w.flag(position.certain);
  w.real(position.height_m);
  w.real(position.variance_m2);
  w.flag(position.at_floor);
  for (auto& byte : position.candidates) w.number(byte);
  w.flag(position.was_going);
  walk(w, position.pressure);
  walk(w, position.bias);
}

template <class Walker>
void walk(Walker& w, KeptDwell& dwell) {
  walk(w, dwell.standing_age);
  walk(w, dwell.ride_ended_age);
  walk(w, dwell.watched_age);
  w.flag(dwell.closed_here);
  walk(w, dwell.button_held_age);
}

template <class Walker>
void walk(Walker& w, Kept& kept) {
  w.number(kept.next_episode);
  walk(w, kept.episode);
  walk(w, kept.occupancy);
  walk(w, kept.position);
  w.number(kept.learnt_count);
  if (kept.learnt_count > kept.learnt.size()) kept.learnt_count = 0;  // the checksum has seen to it already
  for (std::size_t i = 0; i < kept.learnt_count; ++i) {
    w.real(kept.learnt[i].height_m);
    w.number(kept.learnt[i].visits);
  }
  walk(w, kept.dwell);
  for (auto& one : kept.switches) {
    w.flag(one.known);
    w.flag(one.on);
    walk(w, one.age);
  }
  w.real(kept.usual_speed_mps);
  w.number(kept.reported);
  w.number(kept.lost);
}

}  // namespace

std::size_t encode(const Kept& kept, std::span<std::uint8_t> out) {
  Writer writer(out);
  Kept copy = kept;
  std::uint32_t magic = kMagic;
  std::uint16_t version = Kept::kVersion;
  writer.number(magic);
  writer.number(version);
  walk(writer, copy);
  if (!writer.good()) return 0;
  std::uint32_t crc = checksum(out.first(writer.size()));
  writer.number(crc);
  return writer.good() ? writer.size() : 0;
}

bool decode(std::span<const std::uint8_t> bytes, Kept& kept) {
  if (bytes.size() < 10) return false;
  const auto body = bytes.first(bytes.size() - 4);
  Reader tail(bytes.last(4));
  std::uint32_t crc = 0;
  tail.number(crc);
  if (crc != checksum(body)) return false;
  Reader reader(body);
  std::uint32_t magic = 0;
  std::uint16_t version = 0;
  reader.number(magic);
  reader.number(version);
  if (magic != kMagic || version != Kept::kVersion) return false;
  Kept read;
  walk(reader, read);
  if (!reader.good() || !reader.at_end()) return false;
  kept = read;
  return true;
}

}  // namespace liftguard::engine
