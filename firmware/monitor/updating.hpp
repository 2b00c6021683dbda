// Updates from afar, in the box: offers and pieces of images in, progress out. What is decided and done with them is
// firmware/update's; this tells it how the box is, and its threads apart.
//
// The box pulls: with each window of pieces that it has, and every kAskEvery while none come, it says what it wants
// next. Nothing on the gateway's side remembers it, so whatever is lost on the way costs some seconds.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "common/base/clock.hpp"
#include "common/wire/down.hpp"
#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/store.hpp"
#include "firmware/update/folder_slots.hpp"
#include "firmware/update/updater.hpp"

namespace liftguard::monitor {

// How the box is, from what its parts have left in the store. One thread.
class Condition {
 public:
  // Before the sensing thread begins: sensors that the kept state says were lost before this program are not held
  // against it.
  explicit Condition(Store& store);

  [[nodiscard]] update::Health health(SteadyTime now);

  // A car whose moves nobody can feel, and a box without a mains input, are taken to rest and to have mains: else they
  // could never be updated.
  [[nodiscard]] update::Conditions conditions() const;

 private:
  static constexpr std::chrono::seconds kHeardLately{10};

  Store& store_;
  std::set<std::string> lost_before_;
  std::uint64_t samples_ = 0;
  std::optional<SteadyTime> heard_;
};

class Updating {
 public:
  struct Outputs {
    std::function<void()> wake;                               // step() shall come soon
    std::function<void(const wire::UpdateStatus&)> progress;  // the gateway shall know
    std::function<void()> birth;                              // what a birth says has changed
    std::function<void()> prove;                              // a self-test shall go the whole way to the gateway
    std::function<void()> restart;                            // the program has to end for the boot stage
  };

  // Null where this box has no slots, was not started from one, or cannot use its slots or its list of keys: that is
  // logged, and must not keep it from sensing and alarming.
  [[nodiscard]] static std::unique_ptr<Updating> open(const Config& config, Store& store, const SteadyClock& clock,
                                                      Outputs outputs);

  void take(wire::ImageChunk chunk);                // any thread; above kMostWaiting it is dropped and asked for again
  [[nodiscard]] wire::UpdateStatus status() const;  // any thread

  // These two in one thread, which may be slow.
  [[nodiscard]] Answer offer(const wire::OfferImage& offer);
  void step();  // about once a second, and when woken

 private:
  static constexpr std::size_t kMostWaiting = 2 * wire::kChunksAtOnce;
  static constexpr std::chrono::seconds kAskEvery{10};
  static constexpr std::uint64_t kCapacity = update::kHeaderSize + update::kMostPayload;

  [[nodiscard]] static std::unique_ptr<Updating> try_open(const UpdateConfig& config, update::Slot slot, Store& store,
                                                          const SteadyClock& clock, Outputs outputs);
  Updating(const UpdateConfig& config, update::MakerKeys keys, update::Slot slot, Store& store,
           const SteadyClock& clock, Outputs outputs);

  void take_pieces();
  void tell(SteadyTime now);
  void prove_if_on_trial();

  std::string board_;
  const SteadyClock& clock_;
  Outputs outputs_;
  update::FolderSlots slots_;
  update::Updater updater_;
  Condition condition_;
  std::optional<SteadyTime> asked_;  // for the offset below
  std::uint64_t asked_offset_ = 0;
  bool proof_asked_ = false;

  mutable std::mutex mutex_;  // of these two
  std::deque<wire::ImageChunk> waiting_;
  wire::UpdateStatus told_;
};

}  // namespace liftguard::monitor
