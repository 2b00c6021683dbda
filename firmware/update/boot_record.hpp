// What decides which slot is started: one small record, kept as two copies that are written in turn. The copy with a
// right CRC and the higher number counts, so a write that is cut off leaves the record before it in force: the boot
// choice changes at once or not at all.
//
//   0 u32 magic "LGB1"  4 u8 format, 1  5 u8 confirmed slot  6 u8 trial  7 u8 starts  8 u64 number  16 u64 highest
//   24 u64 failed version  32 u8 failed reason  33 zeros  40 u64 received  48 zeros  60 u32 CRC-32C; little-endian
#pragma once

#include <cstdint>
#include <optional>

#include "firmware/update/reason.hpp"
#include "firmware/update/slots.hpp"

namespace liftguard::update {

struct BootRecord {
  Slot confirmed = Slot::a;          // runs unless the other one is on trial
  bool trial = false;                // the other slot is to be started, or has been
  std::uint8_t starts = 0;           // of the trial so far
  std::uint64_t highest = 0;         // version that was ever confirmed here
  std::uint64_t failed_version = 0;  // that was rolled back last; 0: none
  Reason failed_reason = Reason::none;
  std::uint64_t received = 0;  // durable bytes of the image in the other slot; 0: nothing of use there

  [[nodiscard]] Slot spare() const { return other(confirmed); }
  [[nodiscard]] Slot running() const { return trial ? spare() : confirmed; }
  bool operator==(const BootRecord&) const = default;
};

// The record after the image of the spare slot has failed its trial. `version`: of that image, 0 if it cannot be read.
[[nodiscard]] BootRecord rolled_back(BootRecord record, std::uint64_t version, Reason why);

struct NumberedRecord {
  std::uint64_t number = 0;
  BootRecord record;
};

[[nodiscard]] RecordBytes encode(const NumberedRecord& record);
[[nodiscard]] std::optional<NumberedRecord> decode(const RecordBytes& bytes);  // none: torn, rotten or unknown

// The two copies on a device. One thread.
class RecordKeeper {
 public:
  explicit RecordKeeper(Slots& slots);  // a copy that cannot be read counts as none

  [[nodiscard]] const std::optional<BootRecord>& record() const { return record_; }
  // Durable when it returns. Throws DeviceError; what is in force is then told by record(), read anew.
  void write(const BootRecord& record);

 private:
  void load();

  Slots& slots_;
  std::optional<BootRecord> record_;
  std::uint64_t number_ = 0;
  Copy next_ = Copy::first;  // the copy that does not count
};

}  // namespace liftguard::update
