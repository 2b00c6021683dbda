// A device over its failures: opened when it is there, closed when it fails or falls silent, opened again. While it is
// away it gives nothing, and the engine finds that out by itself (DV-19).
#pragma once

#include <functional>
#include <memory>

#include "common/base/clock.hpp"
#include "firmware/port/linux/iio/sampler.hpp"

namespace liftguard::port::iio {

class Reopening {
 public:
  using Open = std::function<Result<std::unique_ptr<Sampler>>()>;

  // `what` names it in the log.
  Reopening(std::string what, Open open) : what_(std::move(what)), open_(std::move(open)) {}

  // -1 while it is closed, or has nothing to wait for.
  [[nodiscard]] int fd() const { return sampler_ ? sampler_->fd() : -1; }
  [[nodiscard]] bool is_open() const { return sampler_ != nullptr; }

  // Over all openings; none where that cannot be told.
  [[nodiscard]] std::optional<std::uint64_t> lost() const;

  // Opens it if it is time to; gives what is there.
  void step(SteadyTime now, const Sampler::Give& give);

 private:
  static constexpr std::chrono::seconds kRetry{1};
  // A driver may stop giving for ever after one error of its bus; starting the buffer anew heals that. Well before the
  // 5 s after which the engine counts the sensor as lost.
  static constexpr std::chrono::seconds kStall{2};

  void try_open(SteadyTime now);
  void close(SteadyTime now, const std::string& why);

  std::string what_;
  Open open_;
  std::unique_ptr<Sampler> sampler_;
  std::optional<std::uint64_t> lost_before_;  // of openings that have ended
  SteadyTime heard_{};
  SteadyTime next_attempt_{};
  std::string complaint_;  // the last one that was logged: each is said once until samples come again
};

}  // namespace liftguard::port::iio
