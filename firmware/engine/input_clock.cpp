#include "firmware/engine/input_clock.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kNear{5'000'000};  // DV-19: what is silent for so long is lost
constexpr Duration kBorneOut{1'000'000};
constexpr Duration kMostUnseen = std::chrono::hours{24};

// No clock has run for 35 years: no difference of two times overflows.
Time representable(Time time) {
  constexpr Time kLast{Duration{std::int64_t{1} << 50}};
  constexpr Time kFirst{-kLast.time_since_epoch()};
  return time < kFirst ? kFirst : time > kLast ? kLast : time;
}

Duration bounded(Duration unseen) {
  return unseen < kMostUnseen ? unseen : kMostUnseen;
}

}  // namespace

void InputClock::begin(Time at) {
  now_ = representable(at);
  ahead_ = Duration::zero();
  elsewhere_.reset();
}

Time InputClock::advance(Time input) {
  const Time at = representable(input);
  const Duration step = at + ahead_ - now_;
  if (step >= -kNear && step <= kNear) {
    elsewhere_.reset();
    if (step > Duration::zero()) now_ += step;
  } else if (is_borne_out(at)) {
    now_ += bounded(step > kNear ? step : at - elsewhere_->first);
    ahead_ = now_ - at;
    elsewhere_.reset();
  }
  return now_;
}

bool InputClock::is_borne_out(Time at) {
  if (!elsewhere_ || at < elsewhere_->last - kNear) elsewhere_ = Elsewhere{at, at};
  if (at > elsewhere_->last) elsewhere_->last = at;
  return at - elsewhere_->first >= kBorneOut;
}

}  // namespace liftguard::engine
