// The detection engine: (state, timestamped input) -> (state, events). No heap, no clock, no I/O, no globals; one
// thread.
//
// What happens to an input:
//   input_clock         is its time to be believed?
//   sensors/health      is it in range, and is its sensor to be believed (DV-19)?
//   motion              acceleration and pressure become standstills and travels (DV-1)
//   floors              travels become floors and heights (DV-2, DV-3)
//   switches            door, zone, presence, button, mains, inspection as last heard
//   scene               all of that at one instant; the rules below look at nothing else
//   occupancy           who may be inside (DV-4)
//   entrapment, doors, speed, shocks, switches, climate, comfort: the rules, each a predicate with a dwell time
// Rules are looked at whenever a switch changes, and otherwise every 50 ms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "firmware/engine/climate/heat.hpp"
#include "firmware/engine/comfort/rough_rides.hpp"
#include "firmware/engine/doors/door_rules.hpp"
#include "firmware/engine/entrapment/entrapment.hpp"
#include "firmware/engine/event.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/floors/locator.hpp"
#include "firmware/engine/floors/zone_doubt.hpp"
#include "firmware/engine/input.hpp"
#include "firmware/engine/input_clock.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/motion/motion_tracker.hpp"
#include "firmware/engine/motion/spike_guard.hpp"
#include "firmware/engine/occupancy/ledger.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/sensors/health.hpp"
#include "firmware/engine/shocks/shocks.hpp"
#include "firmware/engine/site.hpp"
#include "firmware/engine/speed/speed_rules.hpp"
#include "firmware/engine/switches/panel.hpp"
#include "firmware/engine/switches/switch_rules.hpp"

namespace liftguard::engine {

class Explanation;

class Engine {
 public:
  Engine(const Site& site, const Parameters& parameters);
  Engine(const Engine&) = delete;  // its parts refer to its own site
  Engine& operator=(const Engine&) = delete;

  // Takes over what was kept before a reboot. Before the first step; `now` is the time of the first input to come.
  void restore(const Kept& kept, Time now);

  // The same where no time was missed: goes on from where another engine stood when it gave `kept` (DV-20). Best taken
  // at a standstill, some seconds before anything happens: what the last seconds were is not kept.
  void resume(const Kept& kept, Time now);

  // The events of this input, in the order in which they were decided; valid until the next call.
  [[nodiscard]] std::span<const Event> step(const Input& input);

  // No further input will come (the end of a trace): a ride whose end was felt but not yet confirmed is given.
  [[nodiscard]] std::span<const Event> finish();

  // For who watches: what the engine holds true at this moment.
  struct Glance {
    std::optional<float> height_m;
    float velocity_mps = 0;
    bool standing = false;
    Occupancy occupancy = Occupancy::unknown;
    ZoneSource zone_source = ZoneSource::none;
    Duration zone_untrusted{};  // as in Event
    bool settled = false;       // standing, and no departure is felt
  };
  [[nodiscard]] Glance glance() const;

  // What every rule holds true as of the last look, and which timer fires next (explain/, library lg_explain).
  [[nodiscard]] Explanation explain() const;

  // Of the last input, or of what was taken over; empty before both.
  [[nodiscard]] std::optional<Time> now() const { return begun_ ? std::optional(clock_.told(now_)) : std::nullopt; }

  // As of the last input. To be made durable together with the events of a step whenever kept_revision() has moved.
  [[nodiscard]] Kept kept() const;
  // The same for resume(): with what of the last samples is still on its way to the rules.
  [[nodiscard]] KeptSenses kept_senses() const;
  [[nodiscard]] std::uint32_t kept_revision() const { return revision_; }
  // A time runs towards `stopped_outside_zone`, `trapped` or the end of an episode (DV-5 to DV-7, DV-10): kept() ages
  // although kept_revision() stands still. What is not made durable now and then would count anew after a reboot.
  [[nodiscard]] bool counting() const { return entrapment_.counting(scene_, ledger_); }

 private:
  bool take(const Acceleration& sample);  // each: true if the rules must be looked at now
  bool take(const Pressure& sample);
  bool take(const Temperature& sample);
  bool take(const SwitchReading& reading);
  bool take(const EpisodeClosed& order);
  bool take(const Tick& tick);

  void see_where_it_is(float pa);
  void interrupted();
  void look();
  void follow_health();
  void follow_floors();
  void follow_creep();
  void feel_horseplay();
  void refresh_scene();
  void note_revision();
  void complete(std::span<Event> events);
  void tell_times(Event& event) const;
  [[nodiscard]] ZoneSource zone_source() const;
  [[nodiscard]] SwitchView zone_view();
  [[nodiscard]] Surroundings surroundings() const;
  void travelled(const Travel& travel);
  std::optional<float> placed(const Travel& travel, bool began_in_zone, bool ended_in_zone);
  void report_ride(const Travel& travel, std::optional<float> metres, Label from);

  Site site_;
  Parameters parameters_;
  bool begun_ = false;
  InputClock clock_;
  Time now_{}, looked_{};  // in the engine's own time, as all that its parts hold
  EventList events_;
  std::uint32_t revision_ = 0;

  Health health_;
  SpikeGuard spikes_;
  MotionTracker motion_;
  Locator locator_;
  Panel panel_;
  Scene scene_;
  OccupancyLedger ledger_;
  Entrapment entrapment_;
  DoorRules doors_;
  SpeedRules speed_;
  Shocks shocks_;
  SwitchRules switch_rules_;
  Heat heat_;
  RoughRides rough_rides_;

  std::optional<bool> zone_before_;  // at the standstill before the present travel
  SwitchView heard_zone_;            // as the switch said last, before it was lost
  SwitchView height_zone_;           // DV-3: the zone made from height
  ZoneDoubt zone_doubt_;             // and for how long it could not be made
  struct KeptPressure {
    float pa;  // where it stood before the ride in which it was rebooted
    bool used = false;
  };
  std::optional<KeptPressure> kept_pressure_;  // until a ride has ended
  float kept_height_ = 0;                      // there
  float usual_speed_mps_ = 0;
  std::optional<float> rest_pa_;  // at the last standstill
  struct Signature {
    std::uint32_t entrapment = 0;
    std::uint16_t reported = 0, lost = 0;
    Occupancy occupancy = Occupancy::empty;
    bool standing = true, door = false, zone = false;
    bool operator==(const Signature&) const = default;
  } signature_;
};

}  // namespace liftguard::engine
