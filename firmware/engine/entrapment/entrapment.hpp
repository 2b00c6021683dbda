// The two failures that lives hang on (DV-5 to DV-7, DV-9 to DV-11, DV-21).
//
// The ladder:
//   standing outside every zone   for 10 s                               -> stopped_outside_zone
//       ... and occupied          for 30 s, or the button held           -> trapped
//   standing, door shut, occupied
//       a ride ended here         120 s without the door opening         -> trapped (door_not_opened)
//       the button was held       20 s later still not open              -> trapped
//       neither                   600 s                                  -> trapped
// All of it is one episode: each is reported once in it, and `recovered` ends it. Where the zone is not known at all,
// the second half stands for both; where the door is not known, the button alone speaks.
#pragma once

#include <cstdint>
#include <optional>

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/occupancy/ledger.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class Entrapment {
 public:
  void update(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters, EventList& events);

  struct RideEnd {
    Time at;
    bool began_in_zone, ended_in_zone;
    float peak_speed_mps, usual_speed_mps;
  };
  void ride_ended(const RideEnd& ride, const Scene& scene, const Parameters& parameters, EventList& events);
  void close_by_order(const Scene& scene, const Parameters& parameters, EventList& events);
  void interrupted(Time now);  // what was not watched counts for no dwell

  [[nodiscard]] bool open() const { return episode_.has_value(); }
  [[nodiscard]] std::uint32_t revision() const { return revision_; }
  // A time runs at whose end something will be reported. None runs for longer than its rule says.
  [[nodiscard]] bool counting(const Scene& scene, const OccupancyLedger& ledger) const;

  void keep(Kept& kept, const Scene& scene) const;
  void restore(const Kept& kept, Time now);

  void explain(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters, Explanation& out) const;

 private:
  struct Episode {
    std::uint32_t number;
    Time began;
    std::optional<Time> stopped, trapped;
    std::uint8_t rides = 0;
  };
  enum class Cause : std::uint8_t { outside, outside_button, not_opened, button_not_opened, parked };
  struct Finding {
    Cause cause;
    Time since;  // of the condition that was waited for
  };

  // Whether anything may be concluded from how long a standstill lasts; the button speaks in any case.
  struct Inference {
    bool in_service, staying, unclosed;  // DV-9; no departure is felt; no order closed an episode here (DV-10)
    [[nodiscard]] bool allowed() const { return in_service && staying && unclosed; }
  };
  [[nodiscard]] Inference inference(const Scene& scene) const {
    return {!scene.inspecting(), !scene.perhaps_leaving, !closed_here_};
  }

  [[nodiscard]] static bool behind_door(const Scene& scene) {  // or perhaps so: at rest where a door could open
    return scene.maybe_in_zone() && (scene.standing || !scene.motion_known);
  }

  void follow_door(const Scene& scene);
  void follow_button(const Scene& scene, Duration hold);
  // Since when each condition of the ladder counts; nullopt: it does not hold.
  [[nodiscard]] std::optional<Time> outside_since(const Scene& scene) const;                     // at rest there
  [[nodiscard]] std::optional<Time> stopped_since(const Scene& scene) const;                     // DV-5
  [[nodiscard]] std::optional<Time> stuck_since(const Scene&, const OccupancyLedger&) const;     // DV-6
  [[nodiscard]] std::optional<Time> unopened_since(const Scene&, const OccupancyLedger&) const;  // DV-7, after a ride
  [[nodiscard]] std::optional<Time> unanswered_since(const Scene& scene) const;                  // DV-7, the button
  [[nodiscard]] std::optional<Time> parked_since(const Scene&, const OccupancyLedger&) const;    // DV-7, no ride before
  // DV-6: from when on the button counts of a car that stands outside every zone.
  [[nodiscard]] std::optional<Time> button_counts_from(const Scene& scene, const Parameters& parameters) const;
  [[nodiscard]] std::optional<Finding> find_trapped(const Scene& scene, const OccupancyLedger& ledger,
                                                    const Parameters& parameters) const;
  [[nodiscard]] std::optional<Finding> find_outside(const Scene& scene, const OccupancyLedger& ledger,
                                                    const Parameters& parameters) const;
  [[nodiscard]] std::optional<Finding> find_behind_door(const Scene& scene, const OccupancyLedger& ledger,
                                                        const Parameters& parameters) const;
  void report_stopped(const Scene& scene, const Parameters& parameters, EventList& events);
  void report_trapped(const Finding& finding, const Scene& scene, const OccupancyLedger& ledger,
                      const Parameters& parameters, EventList& events);
  void add_evidence(Event& event, const Finding& finding, const Scene& scene, const OccupancyLedger& ledger) const;
  void explain_outside(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                       Explanation& out) const;
  void explain_behind_door(const Scene& scene, const OccupancyLedger& ledger, const Parameters& parameters,
                           Explanation& out) const;
  void explain_recovery(const Scene& scene, const Parameters& parameters, Explanation& out) const;
  Episode& episode(Time now);
  void end(EpisodeEnd how, const Scene& scene, const Parameters& parameters, EventList& events);

  std::optional<Episode> episode_;
  std::uint32_t next_number_ = 1;
  std::optional<Time> dwell_from_;   // no dwell counts from before: inspection was on, or nothing was seen
  std::optional<Time> ride_ended_;   // a ride ended here and the door has not opened since
  bool closed_here_ = false;         // by order, at this standstill: inference is over until the car or its door moves
  std::optional<Time> button_held_;  // held long enough, and the door has not opened since
  Dwell pressing_;
  Dwell door_open_in_zone_;
  bool people_seen_leaving_ = false;
  std::uint32_t revision_ = 0;
};

}  // namespace liftguard::engine
