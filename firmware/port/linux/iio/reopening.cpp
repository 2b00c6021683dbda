#include "firmware/port/linux/iio/reopening.hpp"

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"

namespace liftguard::port::iio {

void Reopening::step(SteadyTime now, const Sampler::Give& give) {
  if (!sampler_ && now >= next_attempt_) try_open(now);
  if (!sampler_) return;
  const auto done = sampler_->read(now, [&](const Sample& sample) {
    if (!complaint_.empty()) spdlog::info("{}: gives samples again", what_);
    complaint_.clear();
    heard_ = now;
    give(sample);
  });
  if (!done)
    close(now, done.error().detail);
  else if (now - heard_ >= kStall)
    close(now, "has given nothing for 2 s");
}

void Reopening::try_open(SteadyTime now) {
  auto opened = open_();
  if (!opened) return close(now, opened.error().detail);
  sampler_ = std::move(*opened);
  heard_ = now;
}

std::optional<std::uint64_t> Reopening::lost() const {
  const auto now = sampler_ ? sampler_->lost() : std::nullopt;
  return now ? *now + lost_before_.value_or(0) : lost_before_;
}

void Reopening::close(SteadyTime now, const std::string& why) {
  lost_before_ = lost();
  sampler_.reset();
  next_attempt_ = now + kRetry;
  if (why == complaint_) return;
  complaint_ = why;
  spdlog::warn("{}: {}; trying again", what_, printable(why, 300));
}

}  // namespace liftguard::port::iio
