// The clips of events (DV-20): what the sensors gave before and after an event, cut when half a minute has passed, and
// laid into the bulk lane piece by piece. Those that somebody asked for (clip_wish.hpp) go the same way.
//
// Everything here is in memory until then: a power cut before the last piece is in the journal loses the clip, never
// the event. Pieces that are in the journal are resent like any record.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "firmware/clip/clip_ring.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

class ClipCutter {
 public:
  // `store` and `stamper` must outlive it. `site` and `parameters` are the engine's.
  ClipCutter(const engine::Site& site, const engine::Parameters& parameters, Store& store, const Stamper& stamper);
  ClipCutter(const ClipCutter&) = delete;  // the ring refers to its memory
  ClipCutter& operator=(const ClipCutter&) = delete;

  // Every input, before the engine's step with it.
  void take(const engine::Input& input, const engine::Engine& engine) { ring_.take(input, engine); }

  // An event of that step that is in the journal. One that is not has no clip, nor has one beyond the ring's count.
  void journalled(const engine::Event& event, const journal::RecordKey& key);

  // Cuts what is due or was asked for, or lays one piece into the journal: a piece at a time, so that sensors and
  // alarms do not wait for a whole clip's writes. True: there is something new to send. Throws journal::DeviceError.
  bool step(engine::Time now);

 private:
  // The simulator's sensors at 100 Hz take about 320 bytes a second: room for some fifty minutes, and for noisier ones.
  static constexpr std::size_t kMemory = std::size_t{1024} * 1024;
  static_assert(kMemory <= wire::kMaxClipBytes);

  struct Waiting {
    clip::ClipEvent event;
    journal::RecordKey key;
  };

  void cut(const clip::ClipEvent& event);
  void cut_wish(engine::Time now);
  [[nodiscard]] std::optional<ClipWish> take_wish();
  void lay(const wire::ClipChunkBody& chunk);

  Store& store_;
  const Stamper& stamper_;
  const engine::Site site_;
  const engine::Parameters parameters_;
  std::vector<std::uint8_t> memory_;
  clip::ClipRing ring_;
  std::deque<Waiting> waiting_;             // events whose clips are not cut yet: the ring's
  std::deque<wire::ClipChunkBody> chunks_;  // of cut clips, not in the journal yet
};

}  // namespace liftguard::monitor
