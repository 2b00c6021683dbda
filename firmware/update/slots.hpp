// Where images live: two slots, one of which runs while the other may be written, and two copies of the boot record
// (boot_record.hpp) that says which. Folders are one implementation (folder_slots.hpp), partitions another.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>

namespace liftguard::update {

enum class Slot : std::uint8_t { a = 0, b = 1 };

[[nodiscard]] constexpr Slot other(Slot slot) {
  return slot == Slot::a ? Slot::b : Slot::a;
}

enum class Copy : std::uint8_t { first = 0, second = 1 };

inline constexpr std::size_t kRecordSize = 64;
using RecordBytes = std::array<std::uint8_t, kRecordSize>;

class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Offsets count bytes of the image, header included. All functions throw DeviceError. One thread.
class Slots {
 public:
  virtual ~Slots() = default;
  [[nodiscard]] virtual std::uint64_t capacity() const = 0;  // bytes of the biggest image that a slot takes

  virtual void erase(Slot slot) = 0;
  // Bytes may be written again. Until sync() a power cut may leave any part of what was written or erased.
  virtual void write(Slot slot, std::uint64_t offset, std::span<const std::uint8_t> bytes) = 0;
  virtual void sync(Slot slot) = 0;
  // How many bytes there were, from the offset on: less than asked for at the end of what was written.
  [[nodiscard]] virtual std::size_t read(Slot slot, std::uint64_t offset, std::span<std::uint8_t> out) = 0;

  // None where it was never written. A write is durable when it returns; a power cut within it leaves this copy in any
  // state and the other one as it was.
  [[nodiscard]] virtual std::optional<RecordBytes> read_record(Copy copy) = 0;
  virtual void write_record(Copy copy, const RecordBytes& bytes) = 0;
};

}  // namespace liftguard::update
