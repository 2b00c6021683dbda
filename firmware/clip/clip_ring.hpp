// The last minutes of all that reached the engine, packed without loss, and the clip that an alarm carries (DV-20).
//
// The inputs lie in segments. Each begins with the engine's state, taken at a standstill where there is one, so that a
// replay can begin at every segment; the oldest segments give way to the newest. A clip is the segments from shortly
// before the ride that the event followed (or that it fell into) to half a minute after the event.
//
// No heap; memory is the caller's and says how far back the ring reaches. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/clip/segment_store.hpp"
#include "firmware/engine/engine.hpp"

namespace liftguard::clip {

struct RingOptions {
  engine::Duration after{30'000'000};     // of a clip, after its event
  engine::Duration longest{900'000'000};  // a whole clip
  // Before the ride: what the last seconds were is not in a state, and a replay must have felt them before it counts.
  engine::Duration lead{15'000'000};
  engine::Duration segment{30'000'000};  // a new state when it is over and the car stands
  // The step of each sensor's numbers where it is known (Channel's order; 0: found from the numbers).
  std::array<float, kChannels> steps{};
};

class ClipRing {
 public:
  static constexpr std::size_t kMostPending = 8;

  // `memory`, `site` and `parameters` must outlive the ring; the last two are those of the engine.
  ClipRing(std::span<std::uint8_t> memory, const engine::Site& site, const engine::Parameters& parameters,
           const RingOptions& options = {});
  ClipRing(const ClipRing&) = delete;
  ClipRing& operator=(const ClipRing&) = delete;

  // Every input, before the engine's step with it.
  void take(const engine::Input& input, const engine::Engine& engine);
  // Every event of that step. One that carries a clip is pending then.
  void note(const engine::Event& event);

  // The pending event whose clip can be cut; the earliest, if there are several.
  [[nodiscard]] std::optional<ClipEvent> due(engine::Time now) const;
  // The clip of a pending event, which is pending no longer. Gives the bytes written; 0: there is nothing in the ring.
  std::size_t cut(const ClipEvent& event, ByteSink& sink);
  // The clip of no event: of what came between two times, neither of which is to come, and of what a replay needs to
  // begin with. Its event is kAskedFor, at `to`.
  std::size_t cut(engine::Time from, engine::Time to, ByteSink& sink);

  [[nodiscard]] std::size_t pending() const { return pending_count_; }
  [[nodiscard]] std::size_t used_bytes() const { return store_.used(); }
  [[nodiscard]] std::optional<engine::Time> oldest() const;  // where a replay could begin

 private:
  struct Pending {
    ClipEvent event;
    engine::Time wanted_from;
  };
  struct Range {  // of segments
    std::size_t first = 0, end = 0;
  };
  struct Open {
    Open(const Grids& grids, engine::Time zero) : codec(grids, zero) {}
    InputCodec codec;
    BitEncoder encoder;
  };

  [[nodiscard]] bool clock_went_back(const engine::Engine& engine) const;  // it started again (input_clock.hpp)
  void start_again(engine::Time now);
  [[nodiscard]] bool wants_segment(engine::Time now, const engine::Engine::Glance& glance) const;
  void begin_segment(engine::Time now, const engine::Engine& engine);
  void finish_segment();
  void see(const engine::Reading& reading);
  void follow(engine::Time now, const engine::Engine::Glance& glance);
  [[nodiscard]] std::size_t first_segment(const Pending& pending) const;
  [[nodiscard]] Range between(engine::Time from, engine::Time to) const;
  std::size_t write(const ClipEvent& event, Range range, ByteSink& sink) const;
  [[nodiscard]] Pending take_pending(const ClipEvent& event);

  const engine::Site& site_;
  const engine::Parameters& parameters_;
  RingOptions options_;
  SegmentStore store_;
  std::optional<Open> open_;
  std::array<GridFinder, kChannels> finders_;
  bool stands_ = false;
  engine::Time settled_since_{};
  std::optional<engine::Time> departed_;
  std::array<Pending, kMostPending> pending_{};
  std::size_t pending_count_ = 0;
};

}  // namespace liftguard::clip
