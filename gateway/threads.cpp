#include "gateway/threads.hpp"

#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/watchdog/this_thread.hpp"

namespace liftguard::gateway {

void Threads::start(std::string name, Body body) {
  threads_.emplace_back([this, name = std::move(name), body = std::move(body)] {
    try {
      body(source_.get_token());
    } catch (const std::exception& e) {
      spdlog::critical("{}: {}", name, e.what());
      fail(std::current_exception());
    }
  });
}

void Threads::start_watched(const std::string& name, Body body) {
  start(name, counted(name, std::move(body)));
}

void Threads::start_side(const SidePartName& name, Body body) {
  start(std::string(name.name), guarded(name, std::move(body), kLastingTrouble));
}

void Threads::start_watched_side(const SidePartName& name, Body body) {
  start_watched(std::string(name.name), guarded(name, std::move(body), kWatchedWait));
}

Threads::Body Threads::counted(const std::string& name, Body body) {
  std::function<void()> at_each_turn;
  if (faults_.turn) at_each_turn = [this, name] { faults_.turn(name); };
  return [&progress = vitals_.watch(name), at_each_turn, body = std::move(body)](const std::stop_token& stop) {
    const watchdog::Counted counting(progress, at_each_turn);
    body(stop);
  };
}

Threads::Body Threads::guarded(const SidePartName& name, Body body, Milliseconds longest) const {
  const auto part = std::make_shared<SidePart>(name, links_, longest);
  return [part, body = std::move(body)](const std::stop_token& stop) { part->run(stop, body); };
}

void Threads::finish() {
  stop();
  if (error_) std::rethrow_exception(error_);
}

void Threads::stop() {
  source_.request_stop();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Threads::fail(std::exception_ptr error) {
  const std::scoped_lock lock(mutex_);
  if (!error_) error_ = std::move(error);
  failed_ = true;
  source_.request_stop();
}

}  // namespace liftguard::gateway
