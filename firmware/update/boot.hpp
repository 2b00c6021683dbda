// The boot stage: which slot is started. Belongs to neither image, so that an image that cannot even begin is rolled
// back all the same.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "firmware/update/boot_record.hpp"
#include "firmware/update/image.hpp"

namespace liftguard::update {

// Starts that a trial has. More than one: a power cut is nobody's fault.
inline constexpr std::uint8_t kTrialStarts = 3;

// How the program that was started last came to its end.
enum class LastEnd : std::uint8_t {
  orderly = 0,
  power = 1,  // or the host's watchdog; counted by the starts
  crash = 2,  // the program alone ended, the host went on
};

struct BootFacts {
  std::array<std::optional<std::uint64_t>, 2> whole;  // by slot: the version of a whole image; none: not startable
  LastEnd last_end = LastEnd::orderly;
};

struct BootChoice {
  Slot slot = Slot::a;
  BootRecord record;             // must be durable before the slot is started, if it is not what was there
  Reason reason = Reason::none;  // why it is not what was to be expected
};

// Pure. Without a record the whole image with the highest version is confirmed. A trial is ended by a crash, by
// kTrialStarts starts, by damage. A damaged image gives way to the other if that is whole; if neither is, the confirmed
// one is tried.
[[nodiscard]] BootChoice choose_boot(const std::optional<BootRecord>& record, const BootFacts& facts);

// The version of the image in a slot, if its header has the right form and its payload the right digest. Who signed it
// was checked before it was marked as received; a key that is trusted no more must not stop a box from starting.
// Reads the whole slot.
[[nodiscard]] std::optional<std::uint64_t> whole_image(Slots& slots, Slot slot);

// Looks at the device, chooses, and makes the choice durable. Where that fails a trial is not started, for its starts
// could not be counted.
[[nodiscard]] BootChoice prepare_boot(Slots& slots, LastEnd last_end);

}  // namespace liftguard::update
