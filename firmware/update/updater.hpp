// The update in a running program: takes offers and chunks, writes the spare slot, says when to restart, confirms or
// rolls back the trial. Decisions are the machine's and the rules'; this performs them on the slots.
//
// One thread. A call may take as long as reading or writing the image takes: not the sampling thread's.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.hpp"
#include "firmware/update/boot_record.hpp"
#include "firmware/update/image.hpp"
#include "firmware/update/machine.hpp"

namespace liftguard::update {

struct UpdaterOptions {
  Slot slot = Slot::a;  // that this program was started from, as the boot stage said
  std::string board;
  std::uint64_t mark_every = std::uint64_t{256} * 1024;  // bytes that a power cut may cost, at least 1
  std::chrono::seconds least_trial = kLeastTrial;
};

struct Status {
  Phase phase = Phase::idle;
  Reason reason = Reason::none;
  std::uint64_t running = 0;      // version
  std::uint64_t version = 0;      // that is received, ready or on trial, or that was rolled back last
  std::uint64_t total = 0;        // bytes
  std::uint64_t next_offset = 0;  // of the chunk that is wanted
};

class Updater {
 public:
  // After prepare_boot. A download that was interrupted goes on, a trial begins at `now`.
  Updater(Slots& slots, MakerKeys keys, UpdaterOptions options, SteadyTime now);

  // The first kHeaderSize bytes of an image. none: send chunks from status().next_offset on; the same image offered
  // again goes on where it was. Otherwise why not.
  [[nodiscard]] Reason offer(Bytes header);

  // none: taken. wrong_offset: see status().next_offset. not_expected: offer the image first.
  [[nodiscard]] Reason chunk(std::uint64_t offset, Bytes bytes);

  // To be called every second or so.
  void ask(SteadyTime now, const Health& health, const Conditions& conditions);

  // The program has to end in an orderly way, now.
  [[nodiscard]] bool wants_restart() const { return state_.phase == Phase::restarting; }
  [[nodiscard]] Status status() const;

 private:
  Reason feed(const Input& input);
  Done perform(const Step& step);
  Reason act(const Step& step);
  void begin();
  void mark(std::uint64_t received);
  Reason verify();
  [[nodiscard]] BootRecord record() const;
  [[nodiscard]] std::uint64_t version_in(Slot slot);
  [[nodiscard]] Checked<ImageHeader> judged(Bytes header) const;
  [[nodiscard]] Started found(SteadyTime now);

  Slots& slots_;
  MakerKeys keys_;
  UpdaterOptions options_;
  RecordKeeper keeper_;
  std::uint64_t running_ = 0;
  HeaderBytes header_{};  // of the image that is received or ready
  Bytes piece_;           // the chunk, while it is taken
  State state_;
};

}  // namespace liftguard::update
