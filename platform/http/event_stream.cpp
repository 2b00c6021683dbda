#include "platform/http/event_stream.hpp"

#include <utility>

namespace liftguard::http {

std::string format_event(std::string_view event, std::int64_t id, std::string_view data) {
  std::string text;
  text.reserve(event.size() + data.size() + 48);
  text.append("id: ")
      .append(std::to_string(id))
      .append("\nevent: ")
      .append(event)
      .append("\ndata: ")
      .append(data)
      .append("\n\n");
  return text;
}

bool EventStream::push(Body message) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::open) return false;
  const bool fits = bytes_ + message->size() <= kMostWaitingBytes;
  if (fits) {
    bytes_ += message->size();
    waiting_.push_back(std::move(message));
  } else {
    state_ = State::cut;
    waiting_.clear();
  }
  if (wake_) wake_();
  return fits;
}

void EventStream::close_as(State state) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::cut) return;
  state_ = state;
  if (state == State::cut) waiting_.clear();
  if (wake_) wake_();
}

void EventStream::end() {
  close_as(State::ended);
}
void EventStream::cut() {
  close_as(State::cut);
}

EventStream::State EventStream::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void EventStream::on_wake(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

std::vector<Body> EventStream::take() {
  const std::lock_guard lock(mutex_);
  std::vector<Body> taken{std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end())};
  waiting_.clear();
  return taken;
}

void EventStream::written(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  bytes_ -= bytes;
}

}  // namespace liftguard::http
