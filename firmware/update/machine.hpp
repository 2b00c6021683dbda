// The update as a pure state machine: (state, input) -> (state, what to do next, answer to the sender). What it says to
// do is done by the updater (updater.hpp), which feeds the result back.
//
//   idle --offer--> receiving --whole and verified--> ready --may restart--> restarting ~~boot stage~~> trial
//     ^                 |                               |                        ^                        |
//     +--bad digest-----+                               +--device fails--> idle  +------rolled back-------+
//     +------------------------------------------confirmed------------------------------------------------+
//
// An image that is refused never disturbs the one that is being received. A better one takes its place.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "firmware/update/reason.hpp"
#include "firmware/update/trial.hpp"

namespace liftguard::update {

inline constexpr std::size_t kMostChunk = std::size_t{64} * 1024;  // bytes

enum class Phase : std::uint8_t {
  idle = 0,
  receiving = 1,
  ready = 2,       // received and verified; waits until the box may restart, `reason` says for what
  restarting = 3,  // the program has to end now; the boot stage does the rest
  trial = 4,       // this program is the new image and has not proven itself yet
};

enum class Action : std::uint8_t {
  none = 0,
  begin = 1,      // nothing received; erase the spare slot; write the header that was offered
  write = 2,      // the chunk
  mark = 3,       // make what was received durable, then note how much it is
  verify = 4,     // header, signature, digest, as they are in the slot
  forget = 5,     // nothing received
  install = 6,    // the spare slot is on trial from the next start on
  confirm = 7,    // the running slot is confirmed
  roll_back = 8,  // the trial has failed
};

struct State {
  Phase phase = Phase::idle;
  Reason reason = Reason::none;  // why it is in this phase or stays there
  // Of the image that is received, ready or on trial; where nothing is going on, of the one rolled back last; 0: none.
  std::uint64_t version = 0;
  std::uint64_t total = 0;       // bytes of the image, header included
  std::uint64_t received = 0;    // where the next chunk has to begin
  std::uint64_t marked = 0;      // of these, durable
  std::uint64_t mark_every = 0;  // bytes, at least 1
  std::chrono::seconds least_trial = kLeastTrial;
  Trial trial;
};

struct Subject {
  std::uint64_t version = 0;
  std::uint64_t total = 0;
};

// The program starts.
struct Started {
  SteadyTime now;
  bool trial = false;            // it is the image on trial
  Reason failed = Reason::none;  // why the last trial ended, if it was rolled back
  std::uint64_t failed_version = 0;
  std::optional<Subject> spare;  // an image in the spare slot that may be taken; the running one during a trial
  std::uint64_t received = 0;    // durable bytes of it
};
struct Offered {
  Reason verdict = Reason::none;
  Subject image;
  bool same = false;  // as the one that is received or ready
};
struct Arrived {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};
struct Asked {
  SteadyTime now;
  Health health;
  Conditions conditions;
};
// What was said has been done, or has failed for this reason.
struct Done {
  Action action = Action::none;
  Reason failure = Reason::none;
  std::uint64_t length = 0;   // written
  Reason why = Reason::none;  // of a confirmation or roll-back: as `Step::why` said
};
using Input = std::variant<Started, Offered, Arrived, Asked, Done>;

struct Step {
  State state;
  Action action = Action::none;
  Reason answer = Reason::none;  // to the sender of an offer or chunk; none: taken
  Reason why = Reason::none;     // of confirm and roll_back
};

[[nodiscard]] Step advance(State state, const Input& input);

}  // namespace liftguard::update
