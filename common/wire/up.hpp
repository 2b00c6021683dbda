// What a monitor reports on .../up/<lane>: an envelope (who, which number, what was known when it was sent) around a
// record (what happened), which stays byte for byte the same at every resend.
//
// decode_up never throws on any input, reads nothing out of bounds, and bounds what it gives: texts are valid UTF-8
// without control characters, at most kMaxText bytes; numbers are finite and in their physical range. A value that is
// not is left out and its field's name put into `absurd` (fault row E2); an address that is not usable is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/result.hpp"
#include "common/wire/report.hpp"
#include "common/wire/stamp.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::wire {

using Bytes = std::vector<std::uint8_t>;

// What a broker is sure to take (it is set to 64 KiB); the record is what the journal stores.
inline constexpr std::size_t kMaxUpBytes = std::size_t{16} * 1024;
inline constexpr std::size_t kMaxRecordBytes = std::size_t{14} * 1024;
inline constexpr std::size_t kMaxEpisodeMarks = 16;
inline constexpr std::size_t kMaxText = 64;
inline constexpr std::size_t kMaxReasons = 8;
inline constexpr std::size_t kMaxParameters = 16;

// Journal ids, boot ids, numbers and epochs stay below 2^63: a database's BIGINT holds them.
inline constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 63) - 1;

enum class Occupancy : std::uint8_t { unknown = 0, empty = 1, occupied = 2 };
enum class Motion : std::uint8_t { unknown = 0, at_rest = 1, moving = 2 };

struct Reason {
  std::string name;  // DV-21
  UtcTime at{};      // since when it holds
};

struct ParameterValue {
  std::string name;
  float value = 0;
};

struct EventBody {
  EventKind kind = EventKind::trapped;
  Stamp at;
  std::uint64_t episode = 0;                                   // 0: belongs to none
  std::optional<double> position_m;                            // above the lowest floor, -1000 .. 2000
  std::optional<std::string> floor;                            // label, when at a floor
  std::optional<std::pair<std::string, std::string>> between;  // lower, upper
  std::optional<bool> door;                                    // true: not fully closed
  std::optional<bool> zone;                                    // true: within a door zone
  std::optional<bool> mains;
  std::optional<bool> inspection;
  Occupancy occupancy = Occupancy::unknown;
  Motion motion = Motion::unknown;
  std::vector<Reason> reasons;
  std::string rule;                        // "DV-6"
  std::vector<ParameterValue> parameters;  // in force when the rule decided
  std::vector<std::string> degraded;       // sensors lost at that moment
  std::optional<Milliseconds> duration;    // recovered: the episode's length
  std::optional<bool> people_left;         // recovered
  std::string ended_by;                    // recovered: door_open_in_zone, ...
  std::string sensor, sensor_fault;        // sensor_lost, sensor_restored
  // Where the zone is made from height: how long it could not be since the ride before (DV-3).
  std::optional<Milliseconds> zone_untrusted;
};

struct RideBody {
  Stamp at;  // its end
  UtcTime started{};
  std::optional<double> metres;      // positive upward
  std::string from, to;              // labels; empty: not known
  std::optional<double> peak_speed;  // m/s
  std::string direction;             // up, down; empty: not known
  std::string basis;                 // both, acceleration, pressure
  // As in EventBody; the rule is DV-1.
  std::optional<Milliseconds> zone_untrusted{};
  std::vector<ParameterValue> parameters{};
  std::vector<std::string> degraded{};
};

enum class GapCause : std::uint8_t { unknown = 0, full = 1, merged = 2, rot = 3, set_aside = 4 };

// Records [first, last] of (journal, lane) that will never come; the gateway's mark may pass them. With first = 0 the
// numbers are not known (rot).
struct GapBody {
  Stamp at;
  Lane lane = Lane::event;
  std::uint64_t journal = 0;
  std::uint64_t first = 0, last = 0;
  GapCause cause = GapCause::unknown;
};

enum class SelfTestCause : std::uint8_t { unknown = 0, first = 1, periodic = 2, asked = 3 };

// DV-22. What the monitor cannot measure is not set.
struct SelfTestBody {
  Stamp at;
  std::string firmware;
  std::optional<bool> mains;
  std::optional<bool> storage_ok;  // no damage found since the start, and room for alarms
  std::optional<bool> link_ok;     // connected then, and no alarm sent in vain for 15 s or longer
  std::optional<double> battery_volts;
  std::vector<std::string> sensors_lost;  // of `sensors`
  std::vector<std::string> sensors;       // those fitted
  std::optional<bool> sensors_heard;      // false: nothing has come from them since the start
  SelfTestCause cause = SelfTestCause::unknown;
  std::optional<Milliseconds> previous_confirm;  // how long the one before waited for the gateway's confirmation
};

// A clip travels in pieces of this size, the last one shorter (DV-20).
inline constexpr std::size_t kClipChunkBytes = std::size_t{12} * 1024;
inline constexpr std::size_t kMaxClipBytes = std::size_t{2} * 1024 * 1024;

// One piece of the clip of the event (journal, lane, seq). decode_record gives count 0 for one whose numbers do not fit
// together: there is no such clip.
struct ClipChunkBody {
  Stamp at;  // when the clip was cut
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint64_t seq = 0;
  std::uint32_t index = 0, count = 0;
  std::uint32_t size = 0;  // of the whole clip
  std::uint32_t crc = 0;   // CRC-32C of the whole clip
  Bytes data;
};

[[nodiscard]] constexpr std::size_t clip_chunks(std::size_t size) {
  return (size + kClipChunkBytes - 1) / kClipChunkBytes;
}
// Do index, count, size and the length of the data say the same?
[[nodiscard]] bool fits_together(const ClipChunkBody& chunk);

// Made by a newer monitor: store the record as it is.
struct UnknownBody {
  std::uint8_t type = 0;
};

using Body = std::variant<UnknownBody, EventBody, RideBody, GapBody, SelfTestBody, ClipChunkBody, CommandAnswerBody,
                          HealthBody, CertificateRequestBody, PassengerAnswerBody>;

struct Envelope {
  std::string monitor;
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint64_t seq = 0;   // from 1 in each (journal, lane)
  std::uint64_t boot = 0;  // decode_up: sent.boot; the body's stamp has the boot of the event
  Stamp sent;              // as of sending: with sent.boot == at.boot the event's age is the difference of uptimes (D5)
  std::vector<EpisodeMark> episodes;  // open and lately ended, as of sending (RS-13)
  Body body;
  Bytes record;                     // decode_up: the record's bytes; the same at every resend, so hash these (E5)
  std::vector<std::string> absurd;  // decode_up: fields that were left out
};

// The kind that a body stands for; null for a kind that this build does not know and for bodies that stand for none:
// gaps, clips, those of report.hpp, unknown ones.
[[nodiscard]] std::optional<EventKind> kind_of(const Body& body);

// A finished record. Refusal "too_large" above kMaxRecordBytes: what no broker would take cannot be made.
[[nodiscard]] Result<Bytes> encode_record(const Body& body);

// The payload of .../up/<lane>: `envelope`'s address around a finished record (body is not looked at). Only the newest
// kMaxEpisodeMarks episodes travel. Refusal "too_large".
[[nodiscard]] Result<Bytes> encode_up(const Envelope& envelope, std::span<const std::uint8_t> record);

// encode_record and encode_up in one.
[[nodiscard]] Result<Bytes> encode(const Envelope& envelope);

// Refusals: "too_large", "malformed" (no such buffer, limits of depth 8 or 64 tables passed), "absurd" (a monitor name,
// journal, lane or number that cannot be). The detail says which.
[[nodiscard]] Result<Envelope> decode_up(std::span<const std::uint8_t> payload);

// The body of a journal record, bounded as above.
[[nodiscard]] Result<Body> decode_record(std::span<const std::uint8_t> record);

}  // namespace liftguard::wire
