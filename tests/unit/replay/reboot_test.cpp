// DV-11 on the corpus: the box reboots in each state of each story, and no event is lost or repeated.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "firmware/engine/engine.hpp"
#include "firmware/monitor/keep_plan.hpp"
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
  std::vector<double> stops_s;

  [[nodiscard]] std::size_t row_at(double seconds) const {
    const auto later = [&](const trace::Row& row) { return static_cast<double>(row.t_us) * 1e-6 >= seconds; };
    return static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(), later) - rows.begin());
  }
};

Tape record(const char* story) {
  lift::Playback playback{*lift::find_scenario(story), {.seed = 1}};
  Tape tape;
  tape.header = playback.header();
  while (const trace::Row* row = playback.next()) tape.rows.push_back(*row);
  tape.truth = playback.truth();
  for (const auto& ride : tape.truth.rides.value()) tape.stops_s.push_back(ride.end_ms / 1000);
  tape.truth.rides.reset();
  return tape;
}

class Box {
 public:
  explicit Box(const trace::TraceHeader& header) : site_(port::site_of(header).value()) { start(); }

  void take(const trace::Row& row) {
    const port::RowInputs inputs(row);
    for (const auto& input : inputs.inputs()) {
      const auto events = engine_->step(input);
      for (const auto& event : events) events_.push_back(found(event));
      const SteadyTime now{std::chrono::microseconds{row.t_us}};
      if (!events.empty() || plan_.due(*engine_, now)) keep(now);
    }
  }

  // As the monitor does in time; and once more before an orderly end.
  void keep(SteadyTime now) {
    kept_.resize(engine::Kept::kMaxEncoded);
    kept_.resize(engine::encode(engine_->kept(), kept_));
    plan_.kept(*engine_, now);
  }

  // What is kept goes through its bytes, as through a flash.
  void reboot(std::int64_t back_us) {
    engine::Kept kept;
    REQUIRE(engine::decode(kept_, kept));
    start();
    engine_->restore(kept, engine::Time{engine::Duration{back_us}});
    plan_.kept(*engine_, SteadyTime{std::chrono::microseconds{back_us}});
  }

  [[nodiscard]] const std::vector<trace::Found>& events() const { return events_; }

 private:
  void start() { engine_ = std::make_unique<engine::Engine>(site_, engine::Parameters{}); }

  engine::Site site_;
  std::unique_ptr<engine::Engine> engine_;
  monitor::KeepPlan plan_;
  std::vector<std::uint8_t> kept_;
  std::vector<trace::Found> events_;
};

enum class End : std::uint8_t { orderly, power_cut };

struct Down {
  std::size_t from, back;  // rows
  End end = End::orderly;
};

std::string faults_with_reboots(const Tape& tape, std::span<const Down> downs) {
  Box box{tape.header};
  for (std::size_t row = 0; row < tape.rows.size(); ++row) {
    if (!downs.empty() && row == downs.front().from) {
      if (downs.front().end == End::orderly) box.keep({});
      row = downs.front().back;
      box.reboot(tape.rows[row].t_us);
      downs = downs.subspan(1);
    }
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
    const Down down{at, at};
    const auto faults = faults_with_reboots(tape, {&down, 1});
    INFO(story << ", instant " << instant << ", rebooted at " << static_cast<double>(tape.rows[at].t_us) * 1e-6
               << " s\n"
               << faults);
    CHECK(faults.empty());
  }
}

// Down from so many seconds after a stop, for so many seconds.
struct AtStop {
  double after_s, for_s;
};

void check_stops(const char* story, const AtStop& when) {
  const Tape tape = record(story);
  REQUIRE_FALSE(tape.stops_s.empty());
  for (const double stop_s : tape.stops_s) {
    for (const auto end : {End::orderly, End::power_cut}) {
      const Down down{tape.row_at(stop_s + when.after_s), tape.row_at(stop_s + when.after_s + when.for_s), end};
      const auto faults = faults_with_reboots(tape, {&down, 1});
      INFO(story << ", stop at " << stop_s << " s, down from " << when.after_s << " s for " << when.for_s << " s\n"
                 << faults);
      CHECK(faults.empty());
    }
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

TEST_CASE("DV-7 DV-11: a reboot while a ride ends loses nobody behind a door that stays shut") {
  const auto when = GENERATE(AtStop{-0.5, 0}, AtStop{-0.1, 0}, AtStop{0.3, 0}, AtStop{1, 0}, AtStop{2, 0},
                             AtStop{-1, 4}, AtStop{-3, 7});
  for (const auto* story : {"doors_fail_in_zone", "doors_fail_and_button"}) check_stops(story, when);
}

TEST_CASE("DV-5 DV-6 DV-7 DV-11: what has counted is not counted again after a power cut") {
  struct Case {
    const char* story;
    double at_s, every_s;  // first and further power cuts
  };
  auto c = GENERATE(Case{"doors_fail_in_zone", 348.5, 1e9}, Case{"parked_with_a_sleeper", 613.2, 1e9},
                    Case{"stuck_with_people", 5, 9});
  const Tape tape = record(c.story);
  std::vector<Down> downs;
  for (std::size_t row = tape.row_at(c.at_s); row < tape.rows.size(); row = tape.row_at(c.at_s += c.every_s))
    downs.push_back({row, row, End::power_cut});
  const auto faults = faults_with_reboots(tape, downs);
  INFO(c.story << ", " << downs.size() << " power cuts\n" << faults);
  CHECK(faults.empty());
}

}  // namespace liftguard::replay::test
