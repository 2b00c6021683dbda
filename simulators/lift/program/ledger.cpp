#include "simulators/lift/program/ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace liftguard::lift {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Ledger::Ledger(const std::filesystem::path& path, std::string monitor, const CivilClock& clock)
    : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)),
      monitor_(std::move(monitor)),
      clock_(clock) {
  if (file_ < 0) fail("ledger " + path.string());
}

Ledger::~Ledger() {
  ::close(file_);
}

void Ledger::trapped(std::int64_t standstill_ms) {
  open_ = true;
  standstill_ms_ = standstill_ms;
  watched_since_ms_ = -1;
  longest_watch_ms_ = 0;
  append(fmt::format(R"({{"ledger":"trapped","monitor":"{}","episode":{},"t_ms":{},"wall_ms":{}}})", monitor_,
                     ++episode_, standstill_ms, to_ms(clock_.utc_now())));
}

void Ledger::freed(std::int64_t now_ms) {
  if (!std::exchange(open_, false)) return;
  append(fmt::format(R"({{"ledger":"freed","monitor":"{}","episode":{},"t_ms":{},"wall_ms":{},"watched_ms":{}}})",
                     monitor_, episode_, now_ms, to_ms(clock_.utc_now()), longest_watch_ms_));
}

void Ledger::note_watcher(std::int64_t now_ms, bool connected) {
  if (!open_ || !connected) {
    watched_since_ms_ = -1;
    return;
  }
  if (watched_since_ms_ < 0) watched_since_ms_ = now_ms;
  longest_watch_ms_ = std::max(longest_watch_ms_, now_ms - std::max(watched_since_ms_, standstill_ms_));
}

void Ledger::append(const std::string& line) {
  std::string text = line + '\n';
  std::string_view left = text;
  while (!left.empty()) {
    const auto written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("ledger");
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file_) != 0) fail("ledger");
}

}  // namespace liftguard::lift
