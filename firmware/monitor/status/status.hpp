// What a person at the box can see of it: is it connected, and is there an alarm that was sent and that nobody
// confirmed (fault row A12). A small file in the data folder, written only when something in it changes, and read by
// `liftguard-monitor status`.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace liftguard::monitor {

struct Status {
  bool online = false;
  std::size_t sent_unconfirmed = 0;  // alarms, for 15 s or longer
  std::size_t alarms_waiting = 0;
  std::size_t open_episodes = 0;
  bool alarm_space_full = false;
  std::set<std::string> sensors_lost;

  auto operator<=>(const Status&) const = default;
};

// Lines for people, Chinese first.
[[nodiscard]] std::string describe(const Status& status);

// True where somebody should do something about it.
[[nodiscard]] bool wants_attention(const Status& status);

// One thread.
class StatusFile {
 public:
  explicit StatusFile(const std::filesystem::path& data) : file_(data / "status") {}

  // Writes what has changed, and logs when alarms begin or cease to be unconfirmed. A file that cannot be written is
  // logged, once: nothing else waits for it.
  void show(const Status& status);

  // Instead: that nothing will be shown, for the program runs in safe mode. What it showed before is not true any more.
  void show_safe_mode();

 private:
  void write(const std::string& text);

  std::filesystem::path file_;
  std::optional<Status> shown_;
  bool failed_ = false;
};

// `liftguard-monitor status`: prints what the running monitor last showed. Exit status 0: all is well; 1: it wants
// attention; 3: no monitor runs on that data folder.
[[nodiscard]] int print_status(const std::filesystem::path& data);

}  // namespace liftguard::monitor
