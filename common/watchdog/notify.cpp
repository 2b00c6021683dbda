#include "common/watchdog/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "common/base/text.hpp"

namespace liftguard::watchdog {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<std::int64_t> positive(const std::string& text) {
  std::int64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value <= 0) return std::nullopt;
  return value;
}

// On one line, whatever stands in it.
std::string status_line(std::string_view status) {
  return "STATUS=" + printable(status, 200) + "\n";
}

}  // namespace

NotifyEnvironment notify_environment() {
  return {variable("NOTIFY_SOCKET"), variable("WATCHDOG_USEC"), variable("WATCHDOG_PID")};
}

Result<std::optional<std::chrono::microseconds>> watchdog_limit(const NotifyEnvironment& environment,
                                                                std::int64_t own_pid) {
  using Limit = std::optional<std::chrono::microseconds>;
  if (!environment.watchdog_us) return Limit{};
  if (environment.watchdog_pid) {
    const auto pid = positive(*environment.watchdog_pid);
    if (!pid) return refuse("bad_environment", "WATCHDOG_PID is not a number above 0");
    if (*pid != own_pid) return Limit{};
  }
  const auto us = positive(*environment.watchdog_us);
  if (!us) return refuse("bad_environment", "WATCHDOG_USEC is not a number above 0");
  return Limit{std::chrono::microseconds(*us)};
}

Result<Notifier> Notifier::of(const NotifyEnvironment& environment) {
  Notifier out;
  if (!environment.socket) return out;
  out.address_ = *environment.socket;
  const char first = out.address_.empty() ? '\0' : out.address_.front();
  if ((first != '/' && first != '@') || out.address_.size() >= sizeof sockaddr_un{}.sun_path)
    return refuse("bad_environment", "NOTIFY_SOCKET is not the address of a socket");
  if (first == '@') out.address_.front() = '\0';
  out.fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (out.fd_ < 0) return refuse("bad_environment", std::string("no socket: ") + std::strerror(errno));
  return out;
}

Notifier::~Notifier() {
  if (fd_ >= 0) ::close(fd_);
}

Notifier::Notifier(Notifier&& other) noexcept
    : address_(std::move(other.address_)), fd_(std::exchange(other.fd_, -1)) {}

bool Notifier::ready(std::string_view status) const {
  return send("READY=1\n" + status_line(status));
}

bool Notifier::feed(std::string_view status) const {
  return send("WATCHDOG=1\n" + status_line(status));
}

bool Notifier::status(std::string_view status) const {
  return send(status_line(status));
}

bool Notifier::stopping() const {
  return send("STOPPING=1\n");
}

bool Notifier::send(const std::string& text) const {
  if (fd_ < 0) return true;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, address_.data(), address_.size());
  // An abstract name ends where the length says, a path with a zero.
  const auto zero = address_.front() == '\0' ? 0U : 1U;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size() + zero);
  const auto sent = ::sendto(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length);
  return sent == static_cast<ssize_t>(text.size());
}

}  // namespace liftguard::watchdog
