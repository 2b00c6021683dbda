#include "simulators/replay/corpus/crew.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace liftguard::replay {
namespace {

constexpr std::size_t kBar = 40;      // columns
constexpr std::size_t kFewItems = 8;  // are not worth lines of progress

// Told from several threads, one at a time.
class Progress {
 public:
  Progress(std::string_view what, std::size_t count)
      : what_(what), count_(count), terminal_(::isatty(STDERR_FILENO) == 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (terminal_) std::fputs("\r\033[K", stderr);
  }

  void one_more() {
    const std::lock_guard lock(mutex_);
    ++done_;
    const auto share = done_ * 100 / count_;
    if (share == told_) return;
    if (terminal_) {
      const auto full = done_ * kBar / count_;
      std::fprintf(stderr, "\r%s [%s%s] %zu/%zu", what_.c_str(), std::string(full, '#').c_str(),
                   std::string(kBar - full, '.').c_str(), done_, count_);
      told_ = share;
    } else if (count_ >= kFewItems && share / 10 != told_ / 10) {
      std::fprintf(stderr, "%s %zu/%zu\n", what_.c_str(), done_, count_);
      told_ = share;
    }
  }

 private:
  std::string what_;
  std::size_t count_, done_ = 0, told_ = 0;
  bool terminal_;
  std::mutex mutex_;
};

}  // namespace

void work_through(std::size_t count, const CrewOptions& options, const std::function<void(std::size_t)>& work) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const auto jobs = std::min(options.jobs > 0 ? options.jobs : cores, count);
  Progress progress(options.what, std::max<std::size_t>(count, 1));
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failing;
  const auto worker = [&] {
    for (auto i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(failing);
        if (!failure) failure = std::current_exception();
        next = count;
      }
      progress.one_more();
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < jobs; ++i) threads.emplace_back(worker);
  worker();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace liftguard::replay
