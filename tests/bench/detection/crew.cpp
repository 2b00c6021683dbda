#include "tests/bench/detection/crew.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace liftguard::bench {
namespace {

constexpr std::chrono::seconds kProgressEvery{2};

class Crew {
 public:
  Crew(std::span<const DayPlan> days, const std::atomic<bool>& stop, const Watchers& watchers)
      : days_(days), stop_(stop), watchers_(watchers), results_(days.size()) {}

  std::vector<DayResult> play(unsigned workers) {
    {
      std::vector<std::jthread> threads;
      busy_ = workers;
      for (unsigned i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
      watch();
    }
    if (failure_) std::rethrow_exception(failure_);
    std::vector<DayResult> played;
    for (auto& result : results_)
      if (result) played.push_back(std::move(*result));
    return played;
  }

 private:
  void work() {
    try {
      for (auto place = next_++; place < days_.size() && !stop_ && !failed_; place = next_++)
        done(place, play_day(days_[place], stop_));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
    const std::lock_guard lock(mutex_);
    --busy_;
    changed_.notify_one();
  }

  void done(std::size_t place, std::optional<DayResult> result) {
    if (!result) return;
    const std::lock_guard lock(mutex_);
    ++days_done_;
    seconds_ += result->seconds;
    if (watchers_.day) watchers_.day(*result);
    results_[place] = std::move(result);
  }

  void watch() {
    const auto start = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kProgressEvery, [this] { return busy_ == 0; })) {
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      if (watchers_.progress) watchers_.progress({days_done_, days_.size(), seconds_ / 86'400, took.count()});
    }
  }

  std::span<const DayPlan> days_;
  const std::atomic<bool>& stop_;
  const Watchers& watchers_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  unsigned busy_ = 0;
  std::size_t days_done_ = 0;
  double seconds_ = 0;
  std::vector<std::optional<DayResult>> results_;
  std::exception_ptr failure_;
};

}  // namespace

std::vector<DayResult> play_days(std::span<const DayPlan> days, unsigned workers, const std::atomic<bool>& stop,
                                 const Watchers& watchers) {
  return Crew(days, stop, watchers).play(workers);
}

}  // namespace liftguard::bench
