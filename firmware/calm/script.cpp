#include "firmware/calm/script.hpp"

#include <algorithm>
#include <utility>

namespace liftguard::calm {

// All but what is being said at this moment.
void Script::begin_anew() {
  const auto said = said_;
  *this = Script{asking_};
  said_ = said;
}

void Script::trapped(std::uint64_t episode, SteadyTime now) {
  if (episode == 0 || episode == episode_) return;
  begin_anew();
  episode_ = episode;
  began_ = now;
}

void Script::news(std::uint64_t episode, Step step) {
  if (episode == 0 || episode != episode_) return;
  status_ = static_cast<Utterance>(step);
  if (status_said_) status_said_ = std::min(*status_said_, status_);
}

void Script::alarm_received(std::uint64_t episode) {
  if (episode == 0 || episode != episode_) return;
  status_ = std::max(status_, Utterance::alarm_received);
}

void Script::pressed(Button button, SteadyTime now) {
  if (episode_ == 0 || !question_.open_from || now < *question_.open_from || now - *question_.open_from > kAnswerWithin)
    return;
  const auto reply = button == Button::opens ? Reply::yes : Reply::no;
  if (reply == question_.reply) return;
  question_.reply = reply;
  acknowledge_ = reply == Reply::yes ? Utterance::heard_yes : Utterance::heard_no;
  to_tell_ = reply;
}

void Script::freed(SteadyTime) {
  if (episode_ == 0) return;
  begin_anew();
  say_freed_ = true;
}

Spoken Script::step(SteadyTime now) {
  Spoken out;
  if (episode_ != 0) {
    out.tell = std::exchange(to_tell_, std::nullopt);
    if (!out.tell) out.tell = unanswered(now);
  }
  if (!silent(now)) return out;
  out.say = next_utterance(now);
  if (out.say) said_ = now;
  return out;
}

std::optional<Utterance> Script::next_utterance(SteadyTime now) {
  if (std::exchange(say_freed_, false)) return Utterance::freed;
  if (episode_ == 0) return std::nullopt;
  if (acknowledge_) return std::exchange(acknowledge_, std::nullopt);
  if (!status_said_ || *status_said_ < status_ || repeat_is_due(now)) {
    status_said_ = status_said_ ? status_ : Utterance::keep_calm;  // whatever is known, that comes first
    status_said_at_ = now;
    return status_said_;
  }
  if (!question_is_due(now)) return std::nullopt;
  ++question_.asked;
  question_.open_from = now + kLongest;
  return Utterance::ask_hurt;
}

bool Script::repeat_is_due(SteadyTime now) const {
  const std::chrono::seconds every = now - began_ < kLaterFrom ? kRepeat : kLaterRepeat;
  return now - *status_said_at_ >= every;
}

bool Script::question_is_due(SteadyTime now) const {
  if (asking_ == Asking::never || question_.reply != Reply::none || question_.asked >= kAskings) return false;
  if (question_.asked == 0) return now - began_ >= kAskAfter;
  return now - *question_.open_from > kAnswerWithin + kRepeat;
}

// Asked as often as it is, and nobody has answered: that is an answer too.
std::optional<Reply> Script::unanswered(SteadyTime now) {
  if (question_.told_none || question_.reply != Reply::none || question_.asked < kAskings) return std::nullopt;
  if (now - *question_.open_from <= kAnswerWithin) return std::nullopt;
  question_.told_none = true;
  return Reply::none;
}

}  // namespace liftguard::calm
