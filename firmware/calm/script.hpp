// What the box says to people who are trapped, and when: a pure state machine. (state, input, time) -> what to say, and
// what to tell the desk.
//
//   trapped --> keep_calm, whatever is known --20 s--> anyone hurt? --answer or 20 s--> ...
//     then every minute the newest of: keep_calm, alarm_received, dispatched, accepted, arrived; later every 2 minutes
//   a step of the rescue is said as soon as it is known, what it overtakes is not said any more
//   recovered --> freed, and silence
//
// People press the door buttons all the time to get out, so a press is an answer only within a short time after the
// question; the button that opens says yes, the one that closes says no.
//
// No thread, no clock, no memory beyond itself. Times are those that are handed in, rising.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"

namespace liftguard::calm {

// Also the order in which news overtakes news: a higher one is later in a rescue.
enum class Utterance : std::uint8_t {
  keep_calm = 1,
  alarm_received = 2,
  dispatched = 3,
  accepted = 4,
  arrived = 5,
  ask_hurt = 6,
  heard_yes = 7,
  heard_no = 8,
  freed = 9
};
inline constexpr std::size_t kUtterances = 9;

enum class Button : std::uint8_t { opens = 1, closes = 2 };

enum class Reply : std::uint8_t { none = 0, yes = 1, no = 2 };

// An utterance is over by then: recordings are at most this long.
inline constexpr std::chrono::seconds kLongest{10};

inline constexpr std::chrono::seconds kAskAfter{20};      // keep_calm, with time to listen
inline constexpr std::chrono::seconds kAnswerWithin{20};  // after the question's recording
inline constexpr int kAskings = 3;
inline constexpr std::chrono::seconds kRepeat{60};
inline constexpr std::chrono::minutes kLaterFrom{10};     // whoever waits longer has heard it; they should know that we
inline constexpr std::chrono::seconds kLaterRepeat{120};  // are still there, and be able to talk

// How far the rescue is. The numbers are those of the utterances.
enum class Step : std::uint8_t { dispatched = 3, accepted = 4, arrived = 5 };

struct Spoken {
  std::optional<Utterance> say;
  std::optional<Reply> tell;  // the desk: what was answered to "is anyone hurt?"
};

enum class Asking : std::uint8_t { never = 0, on = 1 };  // never: where nobody could answer

class Script {
 public:
  explicit Script(Asking asking = Asking::on) : asking_(asking) {}

  // People are trapped. Once more for the same episode changes nothing.
  void trapped(std::uint64_t episode, SteadyTime now);

  // Of that episode; of another one it is not heard. What holds now: a lower step than before takes the higher one back
  // (a crew that had accepted cannot come), is said with the next repetition, and makes the higher one news again.
  void news(std::uint64_t episode, Step step);

  void alarm_received(std::uint64_t episode);  // the gateway has it; nothing where more is known already

  void pressed(Button button, SteadyTime now);

  void freed(SteadyTime now);

  // What there is to say and to tell by now. To be called every second or so, and until it gives nothing.
  [[nodiscard]] Spoken step(SteadyTime now);

  [[nodiscard]] bool speaking_of(std::uint64_t episode) const { return episode_ == episode; }

 private:
  struct Question {
    int asked = 0;
    std::optional<SteadyTime> open_from;  // the recording has been heard
    Reply reply = Reply::none;
    bool told_none = false;
  };

  [[nodiscard]] bool silent(SteadyTime now) const { return !said_ || now - *said_ >= kLongest; }
  [[nodiscard]] std::optional<Utterance> next_utterance(SteadyTime now);
  [[nodiscard]] bool question_is_due(SteadyTime now) const;
  [[nodiscard]] bool repeat_is_due(SteadyTime now) const;
  [[nodiscard]] std::optional<Reply> unanswered(SteadyTime now);

  void begin_anew();

  Asking asking_;
  std::uint64_t episode_ = 0;  // 0: nobody is trapped
  SteadyTime began_{};
  Utterance status_ = Utterance::keep_calm;   // how far it is
  std::optional<Utterance> status_said_;      // the highest that was said
  std::optional<SteadyTime> status_said_at_;  // when any of them was said last
  std::optional<SteadyTime> said_;            // when anything was
  std::optional<Utterance> acknowledge_;      // heard_yes, heard_no: to be said next
  std::optional<Reply> to_tell_;
  bool say_freed_ = false;
  Question question_;
};

}  // namespace liftguard::calm
