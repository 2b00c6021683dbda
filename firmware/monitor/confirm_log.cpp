#include "firmware/monitor/confirm_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace liftguard::monitor {

ConfirmLog::ConfirmLog(const std::filesystem::path& path)
    : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), path.string());
}

ConfirmLog::~ConfirmLog() {
  ::close(fd_);
}

void ConfirmLog::write(const wire::Confirm& confirm, UtcTime now) {
  std::string lines;
  for (const auto& mark : confirm.lanes) {
    std::string ranges;
    for (const auto& [first, last] : mark.ranges)
      ranges += fmt::format("{}[{},{}]", ranges.empty() ? "" : ",", first, last);
    lines += fmt::format("{{\"confirmed\":{},\"journal\":{},\"lane\":{},\"contiguous\":{},\"ranges\":[{}]}}\n",
                         to_ms(now), confirm.journal, static_cast<int>(mark.lane), mark.contiguous, ranges);
  }
  const auto written = ::write(fd_, lines.data(), lines.size());
  if (written != static_cast<ssize_t>(lines.size()) || ::fdatasync(fd_) != 0)
    throw std::system_error(errno, std::generic_category(), "writing the confirmation log");
}

}  // namespace liftguard::monitor
