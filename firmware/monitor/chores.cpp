#include "firmware/monitor/chores.hpp"

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"
#include "firmware/journal/block_device.hpp"

namespace liftguard::monitor {

void Chores::add(std::string name, Step step) {
  parts_.push_back({std::move(name), std::move(step), {}});
}

void Chores::step() {
  {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, kEvery, [&] { return woken_; });
    woken_ = false;
  }
  for (auto& part : parts_) call(part);
}

void Chores::call(Part& part) {
  try {
    part.step();
    part.complaint.clear();
  } catch (const journal::DeviceError&) {
    throw;
  } catch (const std::exception& error) {
    if (part.complaint == error.what()) return;
    part.complaint = error.what();
    spdlog::error("{}: {}", part.name, printable(part.complaint, 300));
  }
}

void Chores::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  condition_.notify_one();
}

}  // namespace liftguard::monitor
