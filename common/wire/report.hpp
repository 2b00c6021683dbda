// What a monitor says of itself and in answer to the cloud: bodies of records that the engine has no part in. Texts
// that are no more than a line are cut at their bound; numbers out of bounds are left out as in up.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/wire/stamp.hpp"

namespace liftguard::wire {

inline constexpr std::size_t kMaxDetail = 200;                        // bytes of a reason in words
inline constexpr std::size_t kMaxRequestPem = std::size_t{4} * 1024;  // a request for a certificate

enum class CommandOutcome : std::uint8_t {
  none = 0,  // of a newer schema
  done = 1,
  expired = 2,
  repeated = 3,  // an id that was answered before: nothing is done again
  unknown = 4,   // an errand that this monitor has no means for
  refused = 5,   // it would not do; detail says why
  busy = 6,      // not now
  failed = 7,    // tried, and it did not work
};

// [event] How the command ended. Only `done` has changed anything.
struct CommandAnswerBody {
  Stamp at;
  std::uint64_t command = 0;
  CommandOutcome outcome = CommandOutcome::none;
  std::string detail;  // at most kMaxDetail
};

enum class BootReason : std::uint8_t {
  unknown = 0,
  power = 1,
  restart = 2,
  crash = 3,
  watchdog = 4,
  update = 5,
  brown_out = 6,
};

enum class UpdatePhase : std::uint8_t { idle = 0, receiving = 1, ready = 2, restarting = 3, trial = 4 };

// Where the box's firmware stands.
struct UpdateStatus {
  UpdatePhase phase = UpdatePhase::idle;
  std::uint8_t reason = 0;        // why it is in this phase: the numbers of firmware/update/reason.hpp
  std::uint64_t running = 0;      // version
  std::uint64_t version = 0;      // that is received, ready or on trial; 0: none
  std::uint64_t total = 0;        // bytes of that image, header included
  std::uint64_t next_offset = 0;  // where the chunk that is wanted begins
  std::string board;              // what images have to be made for

  bool operator==(const UpdateStatus&) const = default;
};

enum class JournalRegion : std::uint8_t { alarm = 0, event = 1, bulk = 2, state = 3 };
inline constexpr std::size_t kJournalRegions = 4;

struct RegionHealth {
  JournalRegion region = JournalRegion::alarm;
  std::optional<std::uint64_t> records;
  std::optional<std::uint32_t> sectors;
  std::optional<std::uint64_t> erases;       // of all its sectors together, since the device was formatted
  std::optional<std::uint64_t> most_erases;  // of its most worn sector
  std::optional<std::uint32_t> worn_out{};   // sectors that failed and are used no more

  bool operator==(const RegionHealth&) const = default;
};

// [bulk] The box's own condition. What it cannot measure is not set.
struct HealthBody {
  Stamp at;
  std::optional<std::uint64_t> uptime_s;  // of the program
  std::optional<std::uint64_t> boots;     // starts of the program in its life
  BootReason reset_reason = BootReason::unknown;
  std::optional<std::uint32_t> cpu_per_mille;  // of one core, since the report before
  std::optional<std::uint64_t> resident_kib;
  std::vector<RegionHealth> journal;              // at most one a region
  std::optional<std::uint64_t> storage_free_kib;  // of the file system that the data folder lies on
  std::optional<double> temperature_c;            // of the board
  std::optional<double> battery_volts;
  std::optional<std::uint64_t> samples;       // readings taken since the start
  std::optional<std::uint64_t> samples_late;  // of these, handed to the engine later than they should have been
  std::optional<std::uint64_t> dropped;       // readings that were lost on the way to the engine
  std::optional<std::uint64_t> connects;      // connections made since the start
  std::optional<std::uint64_t> disconnects;   // and lost
  std::optional<std::uint64_t> sent;          // records sent since the start, repeats included
  std::optional<std::uint64_t> resent;        // of these, repeats
  std::optional<UpdateStatus> update;
  std::optional<bool> safe_mode;
  std::optional<std::uint32_t> battery_percent;  // 0 .. 100, as its gauge says
};

// [event] PKCS#10, made with a key that never leaves the box. decode_record gives an empty text for what is none.
struct CertificateRequestBody {
  Stamp at;
  std::string pem;
};

enum class PassengerQuestion : std::uint8_t { unknown = 0, anyone_hurt = 1 };
enum class PassengerReply : std::uint8_t { none = 0, yes = 1, no = 2 };  // none: asked, and no answer came

// [alarm] What the people in the car answered by the door buttons.
struct PassengerAnswerBody {
  Stamp at;
  std::uint64_t journal = 0;
  std::uint64_t episode = 0;
  PassengerQuestion question = PassengerQuestion::unknown;
  PassengerReply reply = PassengerReply::none;
};

}  // namespace liftguard::wire
