// Scenarios are told as coroutines: a Story says what the lift and its people do, one thing after the other, and pauses
// in simulated time. Stories call stories with co_await.
//
// One thread. A Story that is destroyed before its end takes the stories that it waits for with it. An exception leaves
// a story where it is awaited, the outermost one out of Timeline::advance_to.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace liftguard::lift {

class [[nodiscard]] Story {
 public:
  struct promise_type {
    std::coroutine_handle<> listener;  // who awaits this story; null for the outermost
    std::exception_ptr failure;

    Story get_return_object() { return Story{Handle::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return BackToListener{}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { failure = std::current_exception(); }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Story(Story&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Story& operator=(Story&&) = delete;
  ~Story() {
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool told() const { return handle_.done(); }
  void begin() const { handle_.resume(); }
  void rethrow_failure() const {
    if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
  }

  // Awaiting a story tells it from its beginning to its end.
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<> listener) const noexcept {
    handle_.promise().listener = listener;
    return handle_;
  }
  void await_resume() const { rethrow_failure(); }

 private:
  struct BackToListener {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    [[nodiscard]] std::coroutine_handle<> await_suspend(Handle ended) const noexcept {
      const auto listener = ended.promise().listener;
      return listener ? listener : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };
  explicit Story(Handle handle) : handle_(handle) {}

  Handle handle_;
};

}  // namespace liftguard::lift
