// Settings from afar: kept on the box, on trial until the gateway was reached with them, taken back otherwise.
//
// They take effect when the monitor is made anew within the program (run.cpp): the engine goes on from the state that
// it had, as after any reboot (DV-11), and it happens only while no alarm is open and the car rests.
#pragma once

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/settings/settings_record.hpp"

namespace liftguard::monitor {

class Settings {
 public:
  // A box that is offline for reasons of its own gets the settings again; one that the settings took offline must come
  // back before anybody drives there.
  static constexpr std::chrono::minutes kTrial{10};

  // `file` is read, and written as a whole. `own`: the box's own configuration, which the settings are laid over.
  Settings(std::filesystem::path file, Config own, const SteadyClock& clock);

  // To be called when the monitor is made: the start of a trial counts. What then is in force. A storage that takes
  // nothing keeps no box from starting.
  [[nodiscard]] Config begin();

  // The same in safe mode: the box's own configuration alone. A trial ends, for it may be what the program crashed of.
  [[nodiscard]] Config begin_without();

  // Any thread. `done`: they are durable, and wants_restart() unless they are in force already. `refused`: nothing has
  // changed, and why. Throws std::system_error where the file cannot be written; then nothing has changed either.
  [[nodiscard]] Answer offer(const wire::Configure& configure, std::uint64_t command);

  // After a reboot in the middle of offer(): what came of the command, if the settings know it.
  [[nodiscard]] std::optional<Answer> outcome(std::uint64_t command) const;

  void reached();  // any thread: the gateway has spoken

  // To be called about once a second. True: what told() says has changed. Throws std::system_error.
  [[nodiscard]] bool step();

  // Any thread. The settings in force are not those that the monitor was made with.
  [[nodiscard]] bool wants_restart() const;
  [[nodiscard]] wire::ConfigState state() const;  // any thread

 private:
  void keep(SettingsRecord record);
  void keep_if_possible(SettingsRecord record);

  const std::filesystem::path file_;
  const Config own_;
  const SteadyClock& clock_;
  mutable std::mutex mutex_;
  SettingsRecord record_;  // as it is in the file; and all below under the mutex
  SteadyTime begun_{};
  std::string used_;  // by the monitor: a text is the same whichever command brought it
  bool reached_ = false;
};

}  // namespace liftguard::monitor
