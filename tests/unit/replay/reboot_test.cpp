// DV-11 on the corpus: the box reboots in each state of each story, and no event is lost or repeated.
#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "firmware/engine/engine.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/lift/program/playback.hpp"
#include "simulators/replay/replay.hpp"

namespace liftguard::replay::test {
namespace {

constexpr std::array kStories{
    "stuck_with_people",  "stuck_empty",           "stuck_and_button",   "presence_dead",
    "doors_fail_in_zone", "doors_fail_and_button", "power_cut_mid_ride", "hand_winding_rescue",
    "stuck_then_goes_on", "button_let_go",         "door_opens_late",    "inspection_left_outside",
    "door_held_open",     "mains_gone_briefly",    "parked_briefly",     "stuck_silent_zone",
};

struct Tape {
  trace::TraceHeader header;
  std::vector<trace::Row> rows;
  trace::Truth truth;  // without rides: one that is under way when the box goes down cannot be whole
};

Tape record(const char* story) {
  lift::Playback playback{*lift::find_scenario(story), {.seed = 1}};
  Tape tape;
  tape.header = playback.header();
  while (const trace::Row* row = playback.next()) tape.rows.push_back(*row);
  tape.truth = playback.truth();
  tape.truth.rides.reset();
  return tape;
}

class Box {
 public:
  explicit Box(const trace::TraceHeader& header) : site_(port::site_of(header).value()) { start(); }

  void take(const trace::Row& row) {
    const port::RowInputs inputs(row);
    for (const auto& input : inputs.inputs()) {
      for (const auto& event : engine_->step(input)) events_.push_back(found(event));
    }
  }

  // What is kept goes through its bytes, as through a flash.
  void reboot(std::int64_t back_us) {
    std::vector<std::uint8_t> bytes(engine::Kept::kMaxEncoded);
    bytes.resize(engine::encode(engine_->kept(), bytes));
    engine::Kept kept;
    REQUIRE(engine::decode(bytes, kept));
    start();
    engine_->restore(kept, engine::Time{engine::Duration{back_us}});
  }

  [[nodiscard]] const std::vector<trace::Found>& events() const { return events_; }

 private:
  void start() { engine_ = std::make_unique<engine::Engine>(site_, engine::Parameters{}); }

  engine::Site site_;
  std::unique_ptr<engine::Engine> engine_;
  std::vector<trace::Found> events_;
};

std::string faults_with_reboot(const Tape& tape, std::size_t at) {
  Box box{tape.header};
  for (std::size_t row = 0; row < tape.rows.size(); ++row) {
    if (row == at) box.reboot(tape.rows[row].t_us);
    box.take(tape.rows[row]);
  }
  std::string faults;
  const auto comparison = trace::compare(tape.truth, box.events());
  for (const auto& what : comparison.missing) faults += "  missing " + what + "\n";
  for (const auto& what : comparison.extra) faults += "  extra " + what + "\n";
  return faults;
}

// Reboots at so many instants of the story, each in a run of its own.
void check_reboots(const char* story, std::size_t instants) {
  const Tape tape = record(story);
  for (std::size_t instant = 1; instant <= instants; ++instant) {
    const std::size_t at = instant * tape.rows.size() / (instants + 1);
    const auto faults = faults_with_reboot(tape, at);
    INFO(story << ", instant " << instant << ", rebooted at " << static_cast<double>(tape.rows[at].t_us) * 1e-6
               << " s\n"
               << faults);
    CHECK(faults.empty());
  }
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("DV-11: a reboot in any state of a story neither loses nor repeats an event", "",
                       ((std::size_t part), part), 0, 1, 2, 3) {
  constexpr std::size_t kParts = 4, kInstants = 12;
  for (std::size_t story = part; story < kStories.size(); story += kParts) {
    check_reboots(kStories.at(story), kInstants);
  }
}

}  // namespace liftguard::replay::test
