#include "firmware/monitor/commands/identifying.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace liftguard::monitor {

Answer Identifying::begin(const wire::Identify& identify) {
  show(true);
  const auto end = clock_.now() + std::chrono::seconds(identify.seconds);
  until_ = until_ ? std::max(*until_, end) : end;
  spdlog::warn("this is the box that is looked for");
  return {wire::CommandOutcome::done, indicator_ == nullptr ? "没有指示灯，仅记日志 no light here, only the log" : ""};
}

void Identifying::step() {
  if (!until_) return;
  if (clock_.now() >= *until_) {
    until_.reset();
    return show(unconfirmed_);
  }
  show(!lit_);
}

void Identifying::say_unconfirmed(bool on) {
  unconfirmed_ = on;
  if (!until_ && lit_ != on) show(on);
}

void Identifying::show(bool on) {
  if (indicator_ != nullptr) indicator_->show(on);
  lit_ = on;
}

}  // namespace liftguard::monitor
