// Where the car is (DV-2): height tied to the floor table at every standstill in a door zone.
//
// With a table, the position is either certain, or a guess: how well each floor fits what was travelled so far; rides
// of a length that few floors have between them leave one. Without a table, floors are learnt from stops
// with the door open, and heights count from the first stop.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "firmware/engine/floors/floor_guess.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/motion/travel.hpp"
#include "firmware/engine/site.hpp"

namespace liftguard::engine {

struct Place {
  std::optional<float> height_m;
  Label floor;  // at a floor, or
  Label below, above;
};

class Locator {
 public:
  explicit Locator(const Site& site);

  // The car has moved by that much and stands again.
  struct Move {
    float metres, variance;
    bool began_in_zone, ended_in_zone;
  };
  // Gives the length between the two floors where both are certain and of a given table; otherwise what it was told.
  float moved(const Move& move);
  void crept(float metres);  // the same, too slowly for a travel
  // Standing in a zone with the door open for 2 s: a floor, surely.
  void stands_at_open_door();
  void drifted();  // it has moved unseen, or stands at an unknown place on its way

  [[nodiscard]] bool certain() const { return certain_; }
  [[nodiscard]] std::optional<float> height(float displacement) const;
  [[nodiscard]] Place place(float displacement, bool in_zone) const;
  [[nodiscard]] Label floor_here() const;  // empty: not at a floor, or not known
  // DV-3: whether a height is within a door zone, where it is certain enough to say so.
  [[nodiscard]] std::optional<bool> in_zone_by_height(float half_m, float deviation_m) const;
  // After such a travel: near enough to a floor to believe in it, or not certain at all. For lifts without a zone
  // switch.
  [[nodiscard]] bool would_be_at_floor(float metres) const;
  // Beyond the last floors of a given table: positive above the highest, negative below the lowest. Of a position that
  // is not certain, the least of all that it may be; nullopt where nothing is known.
  struct Beyond {
    float metres, variance;
  };
  [[nodiscard]] std::optional<Beyond> beyond_ends() const;

  void keep(Kept& kept) const;
  void restore(const Kept& kept);
  void is_near(float height_m);  // by a pressure that was kept, of a car that has drifted

 private:
  struct Nearest {
    std::size_t index;
    float distance;
  };

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] float level(std::size_t index) const;
  [[nodiscard]] Label label(std::size_t index) const;
  [[nodiscard]] bool confirmed(std::size_t index) const;
  [[nodiscard]] std::optional<Nearest> nearest(float height) const;
  void settle(std::size_t index);
  void tie_to_nearest(float unseen);  // m²
  void narrow();
  void decide();
  void lost();  // at a floor, but which?
  void learn(float height);

  const Site& site_;
  bool learning_;
  std::array<KeptFloor, Site::kMaxFloors> learnt_{};
  std::uint8_t learnt_count_ = 0;
  bool certain_ = false;
  float height_ = 0, variance_ = 0;
  bool at_floor_ = false;
  bool adrift_ = false;                       // between floors, and not by pending_ metres from one of the guessed
  std::optional<float> last_seen_;            // height of a car adrift, with which pending_ began
  FloorGuess guess_;                          // meant while not certain
  float pending_ = 0, pending_variance_ = 0;  // travelled since the candidates were last true
};

}  // namespace liftguard::engine
