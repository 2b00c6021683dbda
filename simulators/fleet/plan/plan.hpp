// What befalls a shard's lifts and when: entrapments and other records by rate, drawn from the seed, and what a command
// adds. Pure: the same seed and the same commands at the same times give the same steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

#include "schemas/event_kind.hpp"
#include "simulators/fleet/chance.hpp"

namespace liftguard::fleet {

// Over all boxes of the plan, a second of the run.
struct Rates {
  double records = 0;       // of the event and bulk lanes
  double bulk_share = 0.8;  // of these
  double entrapments = 0;
  double trapped_least_s = 20, trapped_most_s = 60;
};

struct Step {
  double at_s = 0;  // since the start
  std::size_t box = 0;
  EventKind kind{};
  std::uint64_t episode = 0;  // 0: of none; counts each box's entrapments
  double age_s = 0;           // it happened so long before it is reported (A9)
};

class Plan {
 public:
  Plan(std::uint64_t seed, std::size_t boxes, const Rates& rates);

  // What is due up to that time and was not taken yet, in order of time.
  [[nodiscard]] std::vector<Step> take_due(double now_s);

  void set(const Rates& rates, double now_s);
  [[nodiscard]] const Rates& rates() const { return rates_; }

  struct Mass {
    std::size_t entrapments = 0;  // each in another lift; fewer where so many are not free
    double over_s = 0;
    double for_s = 0;  // 0: nobody lets them out
  };
  void trap(const Mass& mass, double now_s);

  enum class Late : std::uint8_t {
    open = 0,   // people are still in there
    ended = 1,  // they were freed half way
  };
  // Entrapments of `age_s` ago that are told only now.
  void tell_late(std::size_t count, double age_s, Late late, double now_s);

  void stop();  // nothing more, not even who is trapped comes out

 private:
  struct Later {
    bool operator()(const Step& a, const Step& b) const { return a.at_s > b.at_s; }
  };
  [[nodiscard]] Step draw_record();
  void draw_entrapment();
  void begin(std::size_t box, double at_s, double for_s);
  void set_free(std::size_t box);
  [[nodiscard]] std::size_t some_free_box();

  Rates rates_;
  Chance records_, entrapments_, choices_;  // streams of their own: more rides leave the entrapments as they are
  double next_record_s_ = 0, next_entrapment_s_ = 0;
  std::priority_queue<Step, std::vector<Step>, Later> steps_;
  std::vector<std::uint32_t> episodes_;  // by box: how many began
  std::vector<bool> trapped_;
  std::size_t free_;  // boxes with nobody in
};

}  // namespace liftguard::fleet
