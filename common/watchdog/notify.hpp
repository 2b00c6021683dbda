// Talks to the service manager as sd_notify(3) describes: a datagram of "NAME=value" lines to the socket that it names
// in the environment. No library is needed for that.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace liftguard::watchdog {

// NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID as they stand in the environment.
struct NotifyEnvironment {
  std::optional<std::string> socket;
  std::optional<std::string> watchdog_us;
  std::optional<std::string> watchdog_pid;
};
[[nodiscard]] NotifyEnvironment notify_environment();

// What the supervisor waits before it kills; none where it does not watch us, or another process. Refusal
// "bad_environment": not a number above 0.
[[nodiscard]] Result<std::optional<std::chrono::microseconds>> watchdog_limit(const NotifyEnvironment& environment,
                                                                              std::int64_t own_pid);

class Notifier {
 public:
  // Speaks to nobody where there is no socket. Refusal "bad_environment": an address that is neither a path nor an
  // abstract name ("@..."), or too long.
  [[nodiscard]] static Result<Notifier> of(const NotifyEnvironment& environment);
  ~Notifier();
  Notifier(Notifier&& other) noexcept;
  Notifier& operator=(Notifier&&) = delete;

  [[nodiscard]] bool is_heard() const { return fd_ >= 0; }

  // False where it could not be sent now; never waits. True where nobody listens.
  [[nodiscard]] bool ready(std::string_view status) const;  // READY=1 and STATUS=
  [[nodiscard]] bool feed(std::string_view status) const;   // WATCHDOG=1 and STATUS=
  [[nodiscard]] bool status(std::string_view status) const;
  [[nodiscard]] bool stopping() const;

 private:
  Notifier() = default;
  [[nodiscard]] bool send(const std::string& text) const;

  std::string address_;  // a leading zero for an abstract name
  int fd_ = -1;
};

}  // namespace liftguard::watchdog
