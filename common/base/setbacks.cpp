#include "common/base/setbacks.hpp"

#include <algorithm>

namespace liftguard {

namespace {

constexpr Milliseconds kFirst{100};
constexpr int kDoublings = 20;  // more than a day
constexpr std::chrono::minutes kTellEvery{1};

}  // namespace

Setbacks::Next Setbacks::again(SteadyTime now, std::string_view why) {
  const Milliseconds wait = std::min(kFirst * (1 << std::min(row_, kDoublings)), longest_);
  ++row_;
  const bool worth_telling = !told_ || why != why_ || now - *told_ >= kTellEvery;
  if (worth_telling) {
    told_ = now;
    why_ = why;
  }
  return {wait, worth_telling};
}

}  // namespace liftguard
