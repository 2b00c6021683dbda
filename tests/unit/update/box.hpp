// A box that is started, updated, crashed and cut off: what a program does with the boot stage and the updater, on
// slots of any kind.
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include "firmware/update/boot.hpp"
#include "firmware/update/updater.hpp"
#include "tests/unit/update/maker.hpp"

namespace liftguard::test {

enum class NewImage : std::uint8_t { good, crashes, never_well };

class Box {
 public:
  Box(update::Slots& slots, const Maker& maker) : slots_(slots), maker_(maker) {}

  // Puts the first image where a factory would.
  void provision(const std::vector<std::uint8_t>& image) {
    slots_.write(update::Slot::a, 0, image);
    slots_.sync(update::Slot::a);
  }

  // Starts it; the version that runs, 0 if what was chosen is not whole.
  std::uint64_t start() {
    choice_ = update::prepare_boot(slots_, last_end_);
    last_end_ = update::LastEnd::power;
    updater_.emplace(slots_, maker_.keys(), update::UpdaterOptions{choice_.slot, "box1", 256}, now_);
    return update::whole_image(slots_, choice_.slot).value_or(0);
  }

  // Goes on until nothing more is to be done: `image` is installed, or rolled back. Times of waiting pass at once.
  void settle(const std::vector<std::uint8_t>& image, NewImage kind, std::size_t chunk = 100) {
    const auto version = update::read_header(image)->version;
    for (int round = 0; round < 20; ++round) {
      if (start() == 0) throw std::logic_error("started a slot that is not whole");
      if (updater_->status().phase == update::Phase::trial) {
        try_out(kind);
      } else if (updater_->status().running == version || !take(image, chunk)) {
        return;
      } else {
        ask({true, true, true});
      }
      if (updater_->wants_restart()) last_end_ = update::LastEnd::orderly;
    }
    throw std::logic_error("does not settle");
  }

  // False: refused.
  bool take(const std::vector<std::uint8_t>& image, std::size_t chunk = 100) {
    if (updater_->offer(image) != update::Reason::none) return false;
    while (updater_->status().phase == update::Phase::receiving) {
      const auto at = static_cast<std::size_t>(updater_->status().next_offset);
      const auto piece = std::span(image).subspan(at, std::min(chunk, image.size() - at));
      if (updater_->chunk(at, piece) == update::Reason::device_failed) return false;
    }
    return updater_->status().phase == update::Phase::ready;
  }

  void ask(const update::Health& health, const update::Conditions& conditions = {true, true, true}) {
    updater_->ask(now_, health, conditions);
  }
  void pass(std::chrono::microseconds time) { now_ += time; }
  void ended(update::LastEnd how) { last_end_ = how; }

  [[nodiscard]] update::Updater& updater() { return *updater_; }
  [[nodiscard]] const update::BootChoice& choice() const { return choice_; }

 private:
  void try_out(NewImage kind) {
    switch (kind) {
      case NewImage::good:
        pass(update::kLeastTrial);
        return ask({true, true, true});
      case NewImage::crashes:
        last_end_ = update::LastEnd::crash;
        return;
      case NewImage::never_well:
        for (int minute = 0; minute <= 30; ++minute, pass(std::chrono::minutes(1))) ask({false, true, true});
        return;
    }
  }

  update::Slots& slots_;
  const Maker& maker_;
  SteadyTime now_{};
  update::LastEnd last_end_ = update::LastEnd::power;
  update::BootChoice choice_;
  std::optional<update::Updater> updater_;
};

}  // namespace liftguard::test
