#include "common/base/waiting.hpp"

#include <condition_variable>
#include <mutex>

namespace liftguard {

void wait_or_stop(const std::stop_token& stop, std::chrono::milliseconds patience) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, patience, [] { return false; });
}

}  // namespace liftguard
