// Doors that are where or when they should not be (DV-14).
#pragma once

#include <array>
#include <optional>

#include "firmware/engine/dwell.hpp"
#include "firmware/engine/event_list.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class DoorRules {
 public:
  void update(const Scene& scene, const Parameters& parameters, EventList& events);
  void ride_began();  // the door has shown that it can close

  void keep(Kept& kept, Time now) const;
  [[nodiscard]] ReportedBits reported() const;
  void restore(const Kept& kept, Time now);
  void resume(const Kept& kept, Time now);  // where no time was missed: openings from before a reboot are old

  void explain(const Scene& scene, const Parameters& parameters, Explanation& out) const;

 private:
  // Door open where or when no passenger should meet an open door.
  struct Amiss {
    bool open, in_service, outside_zone, moving;
    [[nodiscard]] bool holds() const { return open && in_service && (outside_zone || moving); }
  };
  [[nodiscard]] static Amiss amiss(const Scene& scene, const Parameters& parameters) {
    return {scene.door.is_on(), !scene.inspecting(), scene.outside_zone(),
            scene.speed_mps > parameters.door_moving_mps};
  }
  // From the first to the last of the openings that make a door that cannot close; nullopt: not so many yet.
  [[nodiscard]] std::optional<Duration> openings_took(const Parameters& parameters) const;
  void count_opening(const Scene& scene, const Parameters& parameters, EventList& events);

  static constexpr std::size_t kMostOpenings = 20;
  Dwell open_, outside_, open_long_;
  Once reported_outside_, reported_long_, reported_cannot_close_;
  bool opening_counted_ = false;
  std::array<Time, kMostOpenings> openings_{};  // a ring of the last ones
  std::size_t opening_count_ = 0;
};

}  // namespace liftguard::engine
