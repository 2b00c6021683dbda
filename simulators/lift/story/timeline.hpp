// Simulated time, and the one story that is told along it.
#pragma once

#include <coroutine>
#include <optional>
#include <utility>

#include "simulators/lift/story/story.hpp"

namespace liftguard::lift {

class Timeline {
 public:
  // What a story awaits to let time pass.
  struct Pause {
    Timeline& timeline;
    double until_s;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> story) const noexcept {
      timeline.waiting_ = story;
      timeline.wake_s_ = until_s;
    }
    void await_resume() const noexcept {}
  };

  void tell(Story story) { story_.emplace(std::move(story)); }
  [[nodiscard]] bool told() const { return !story_ || story_->told(); }

  [[nodiscard]] double now_s() const { return now_s_; }
  [[nodiscard]] Pause pass(double seconds) { return {*this, now_s_ + seconds}; }
  [[nodiscard]] Pause next_tick() { return {*this, now_s_}; }

  // Moves the time on and lets the story act if its pause is over. Throws what the story threw.
  void advance_to(double time_s);

 private:
  double now_s_ = 0;
  double wake_s_ = 0;
  std::coroutine_handle<> waiting_;
  std::optional<Story> story_;
};

}  // namespace liftguard::lift
