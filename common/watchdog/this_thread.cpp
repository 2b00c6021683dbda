#include "common/watchdog/this_thread.hpp"

#include <utility>

namespace liftguard::watchdog {

namespace {

thread_local Counted* counted = nullptr;

}  // namespace

Counted::Counted(Progress& progress, std::function<void()> at_each_turn)
    : progress_(progress), at_each_turn_(std::move(at_each_turn)) {
  counted = this;
}

Counted::~Counted() {
  counted = nullptr;
}

void turned() {
  if (counted == nullptr) return;
  if (counted->at_each_turn_) counted->at_each_turn_();
  counted->progress_.made();
}

}  // namespace liftguard::watchdog
