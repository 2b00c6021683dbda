// Why the program starts, and whether in safe mode. Two files of the data folder:
//
//   running       while the program runs: the host's boot id, and "watchdog" below it once the service manager has
//                 ended it for making no progress. An orderly end removes it. The boot stage reads it too.
//   boot_history  boot_history.hpp; replaced as a whole
//
// Killed at any moment, the next start finds the truth or something worse than it: a crash is never missed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "firmware/monitor/boot_history.hpp"

namespace liftguard::monitor {

struct BootOptions {
  std::filesystem::path folder;                      // of the two files
  std::string host;                                  // changes with every boot of the host
  std::string program;                               // changes with the program that is installed
  std::optional<std::filesystem::path> board_reset;  // where the board tells of its last reset
  CrashLimits limits;
};

class BootMarker {
 public:
  // A folder that takes no files (a full disk) is logged and keeps no box from starting: the next start then finds what
  // the last one left.
  BootMarker(BootOptions options, SteadyTime now);
  ~BootMarker();
  BootMarker(const BootMarker&) = delete;
  BootMarker& operator=(const BootMarker&) = delete;

  [[nodiscard]] wire::BootReason reason() const { return reason_; }
  [[nodiscard]] bool safe_mode() const { return safe_mode_; }
  [[nodiscard]] bool takes_updates() const { return takes_updates_; }  // always without safe mode
  [[nodiscard]] std::uint64_t starts() const { return history_.starts; }

  // One thread, every second or so: lets crashes grow old. Throws std::system_error; the next call tries again.
  void step(SteadyTime now);

  // The same thread: safe mode has lasted long enough, the program shall end in an orderly way as soon as nothing is
  // lost by it.
  [[nodiscard]] bool wants_restart() const { return safe_mode_ && may_leave(history_, options_.limits); }

  // When nothing else of the program runs any more. From a safe mode that has lasted long enough the next start is one
  // without it.
  void end_orderly(RunEnd end);

 private:
  // Of a history that changes by running alone: what a crash may take from the time that has run.
  static constexpr std::chrono::seconds kSaveEvery{30};

  [[nodiscard]] LastRun last_run(const std::optional<BootHistory>& before) const;
  void save() const;

  BootOptions options_;
  std::filesystem::path marker_, history_file_;
  BootHistory history_;
  wire::BootReason reason_ = wire::BootReason::unknown;
  bool safe_mode_ = false, takes_updates_ = true;
  SteadyTime saved_;
  int marker_descriptor_ = -1;
};

[[nodiscard]] std::string host_boot_id();  // empty where the kernel does not tell

// This build, and the slot that the boot stage took it from, if any: an update always changes the slot.
[[nodiscard]] std::string program_name();

}  // namespace liftguard::monitor
