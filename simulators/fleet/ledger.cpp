#include "simulators/fleet/ledger.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

namespace liftguard::fleet {

Ledger::Ledger(const std::filesystem::path& path) {
  if (path.empty()) return;
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "ledger " + path.string());
  thread_ = std::thread([this] { run(); });
}

Ledger::~Ledger() {
  if (file_ < 0) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
  ::close(file_);
}

void Ledger::write(std::string lines, Done done) {
  if (file_ < 0) {
    if (done) done();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(lines), std::move(done)});
  }
  changed_.notify_one();
}

void Ledger::run() {
  for (;;) {
    std::vector<Entry> entries;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      entries.swap(waiting_);
    }
    if (entries.empty()) return;
    put(entries);
    for (const auto& entry : entries)
      if (entry.done) entry.done();
  }
}

void Ledger::put(const std::vector<Entry>& entries) const {
  std::string text;
  for (const auto& entry : entries) text += entry.lines;
  std::string_view left = text;
  while (!left.empty()) {
    const auto written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    left.remove_prefix(static_cast<std::size_t>(written));
  }
  if (left.empty() && ::fdatasync(file_) == 0) return;
  std::perror("liftguard-fleet: ledger");
  std::_Exit(EXIT_FAILURE);
}

}  // namespace liftguard::fleet
