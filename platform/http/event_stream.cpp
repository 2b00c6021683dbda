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
  std::shared_ptr<const std::function<void()>> wake;
  bool taken = true;
  {
    const std::lock_guard lock(mutex_);
    if (state_ != State::open) return false;
    if (bytes_ + message->size() > kMostWaitingBytes) {
      state_ = State::cut;
      waiting_.clear();
      taken = false;
    } else {
      bytes_ += message->size();
      waiting_.push_back(std::move(message));
    }
    wake = wake_;
  }
  if (wake) (*wake)();
  return taken;
}

void EventStream::close_as(State state) {
  std::shared_ptr<const std::function<void()>> wake;
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::cut) return;
    state_ = state;
    if (state == State::cut) waiting_.clear();
    wake = wake_;
  }
  if (wake) (*wake)();
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
  auto shared = wake ? std::make_shared<const std::function<void()>>(std::move(wake)) : nullptr;
  const std::lock_guard lock(mutex_);
  wake_ = std::move(shared);
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
