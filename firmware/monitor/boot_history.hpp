// How the program's runs ended, and whether it crashes so often that it may not be trusted with everything. Pure.
//
// Crashes are remembered by the running time since, not by a wall clock that a box may not have: what was off in
// between does not count. CrashLimits::crashes of them within CrashLimits::within of running lead to safe mode.
//
// In safe mode the box samples, detects, journals and alarms; it keeps its connection and its clock, makes self-tests
// when they are due, reports its health (from which the desk learns of it), takes updates, for they are the cure, and
// of the commands OfferImage and Reboot. It does nothing else: no clips, settings, certificates, calming, light and
// status file, and every other command is refused.
//
// It leaves safe mode after a stretch of running without a crash; a crash soon after that leads back at once, and the
// next stretch is twice as long, up to a day. Where it crashes as often in safe mode, every other row of crashes is
// followed by starts without updates either, for they may be what it crashes of. Another program than the one that
// crashed starts without its predecessor's record.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/wire/state.hpp"

namespace liftguard::monitor {

// How a run ended, as far as the program itself said so before it went.
enum class RunEnd : std::uint8_t {
  none = 0,     // it did not come to say anything
  restart = 1,  // asked to, by a person, the service manager or a command
  update = 2,   // for a new image, or back to the one before
};

// What the board says of its last reset.
enum class BoardReset : std::uint8_t { unknown = 0, power = 1, brown_out = 2, watchdog = 3 };

// Of the text that a board keeps: a number is the bit set of the kernel's watchdog interface (bootstatus), anything
// else words as the kernel's reset drivers write them ("brown-out reset", "watchdog timeout", "power-on").
[[nodiscard]] BoardReset board_reset_of(std::string_view text);

struct LastRun {
  bool known = false;      // there was one
  bool same_host = false;  // and the host went on since
  RunEnd end = RunEnd::none;
  bool watchdog = false;  // the service manager ended it, because it made no progress
  BoardReset board = BoardReset::unknown;
};

[[nodiscard]] wire::BootReason boot_reason(const LastRun& last);

struct CrashLimits {
  std::uint32_t crashes = 3;
  std::chrono::seconds within{600};     // of running
  std::chrono::seconds good_for{1800};  // the first stretch after which safe mode is left
};

struct BootHistory {
  std::uint64_t starts = 0;
  std::string host;     // the host's boot id during this run
  std::string program;  // which of the programs that were installed
  RunEnd end = RunEnd::none;
  std::vector<std::chrono::seconds> crashes;  // running time since each, oldest first
  bool safe_mode = false;
  std::chrono::seconds good{0};  // running time in safe mode since the last crash
  std::uint32_t relapses = 0;    // times that safe mode was left and crashes led back soon after

  bool operator==(const BootHistory&) const = default;
};

struct Start {
  std::string host, program;
  wire::BootReason reason = wire::BootReason::unknown;
};

// The history as this start finds it -> as it stands for this run.
[[nodiscard]] BootHistory started(BootHistory history, const Start& start, const CrashLimits& limits);

// The program has run for `ran` more.
[[nodiscard]] BootHistory aged(BootHistory history, std::chrono::seconds ran, const CrashLimits& limits);

// In safe mode alone: what is installed may be replaced (see above).
[[nodiscard]] bool may_update(const BootHistory& history, const CrashLimits& limits);

// Safe mode has lasted long enough: the program restarts without it, with the history that left() gives.
[[nodiscard]] bool may_leave(const BootHistory& history, const CrashLimits& limits);
[[nodiscard]] BootHistory left(BootHistory history, const CrashLimits& limits);

// Is there anything that ageing changes?
[[nodiscard]] inline bool ages(const BootHistory& history) {
  return history.safe_mode || !history.crashes.empty();
}

[[nodiscard]] std::string encode(const BootHistory& history);
[[nodiscard]] std::optional<BootHistory> decode_history(std::string_view text);  // none: torn, rotten or unknown

}  // namespace liftguard::monitor
