// Vertical shocks: horseplay (DV-12), told from the brake by what they leave behind: a jump gives its speed back within
// a second, a brake stop does not.
#pragma once

#include <array>
#include <optional>

#include "firmware/engine/input.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/scene.hpp"

namespace liftguard::engine {

class Explanation;

class Shocks {
 public:
  // `vertical` above gravity and bias, spikes taken away; NaN never reaches it.
  void take(Time at, float vertical, const Parameters& parameters);
  // Three of them within the window, none of it a brake stop; said once until they have been quiet for half a minute.
  [[nodiscard]] bool horseplay(Time now, const Parameters& parameters);
  [[nodiscard]] bool shaken(Time now) const;  // two shocks or more in the last ten seconds
  void clear();

  void keep(Kept& kept, Time now) const;
  void resume(const Kept& kept, Time now);  // where no time was missed: shocks from before a reboot are old

  void explain(const Scene& scene, const Parameters& parameters, Explanation& out) const;

 private:
  // From when on the last shocks are horseplay (the last may turn out to be the brake's); nullopt: too few, too slow.
  [[nodiscard]] std::optional<Time> horseplay_from(const Parameters& parameters) const;
  static constexpr std::size_t kMost = 10;
  void feel_brake(Time at, float vertical, float seconds);
  void forget_since(Time from);

  std::optional<Time> last_;
  float mean_ = 0;   // over 0.3 s: a brake holds its direction
  float drive_ = 0;  // over half a second of what a drive can do
  bool said_ = false;
  Time shock_ended_{};
  bool in_shock_ = false;
  std::array<Time, kMost> shocks_{};
  std::size_t count_ = 0;
  std::optional<Time> brake_;
};

}  // namespace liftguard::engine
