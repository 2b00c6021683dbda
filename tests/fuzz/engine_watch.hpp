// Looks over an engine's shoulder: what it was told, and whether what it reports can come from that.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "firmware/engine/engine.hpp"

namespace liftguard::fuzz {

// What holds of every event, whatever the inputs:
//   its kind is of the table, its time neither before its forerunner's nor before the input's own time as the engine
//     takes it, its reasons and values within their lists;
//   `trapped` and `stopped_outside_zone` once an episode, `recovered` of an open episode, episodes' numbers rise;
//   `trapped` has a cause (outside_zone or door_not_opened) and somebody (occupied, occupancy_unknown or button);
//   a reason `button` or `occupied` has its sign in the inputs: the button, presence or horseplay;
//   a reason `door_closed` comes from a door that said so;
//   nobody is trapped behind a door that is open in a zone.
class EngineWatch {
 public:
  void told(const engine::Input& input);  // before the step
  void reported(std::span<const engine::Event> events);
  void rebooted(const engine::Kept& kept);  // the watch goes on over it

  [[nodiscard]] const std::string& broken() const { return broken_; }  // the first one; empty: none
  [[nodiscard]] bool saw(EventKind kind) const;

 private:
  void check(const engine::Event& event);
  void check_episode(const engine::Event& event);
  void check_trapped(const engine::Event& event);
  void require(bool holds, std::string_view what);

  std::string broken_;
  std::array<bool, engine::kSwitches> ever_on_{}, ever_off_{};
  std::array<bool, 256> seen_{};
  engine::Time now_ = engine::Time::min();
  bool begun_ = false;
  struct Episode {
    std::uint32_t number = 0;
    bool stopped = false, trapped = false;
  };
  std::optional<Episode> episode_;
  std::uint32_t last_number_ = 0;
};

}  // namespace liftguard::fuzz
