#include "firmware/engine/motion/travel_filter.hpp"

namespace liftguard::engine {
namespace {

constexpr float kBiasWalk = 1e-7F;          // (m/s²)²/s: 0.0024 m/s² in a minute, a MEMS part that warms up
constexpr float kBlindAcceleration = 0.7F;  // m/s²: what may have gone on unseen
constexpr float kLeastVariance = 1e-8F;

}  // namespace

void TravelFilter::begin(const Start& start) {
  s_ = start.displacement;
  v_ = start.velocity;
  b_ = start.bias;
  pss_ = start.displacement_variance;
  psv_ = psb_ = pvb_ = 0;
  pvv_ = start.velocity_variance;
  pbb_ = start.bias_variance;
}

void TravelFilter::predict(float acceleration, float seconds, float noise) {
  const float t = seconds, half = 0.5F * t * t;
  const float a = acceleration - b_;
  s_ += v_ * t + a * half;
  v_ += a * t;
  // P = F P Fᵀ with F = [1 t -t²/2; 0 1 -t; 0 0 1]
  const float ss = pss_ + t * psv_ - half * psb_;
  const float sv = psv_ + t * pvv_ - half * pvb_;
  const float sb = psb_ + t * pvb_ - half * pbb_;
  const float vv = pvv_ - t * pvb_;
  const float vb = pvb_ - t * pbb_;
  pss_ = ss + t * sv - half * sb + noise * t * t * t / 3.0F;
  psv_ = sv - t * sb + noise * half;
  psb_ = sb;
  pvv_ = vv - t * vb + noise * t;
  pvb_ = vb;
  pbb_ += kBiasWalk * t;
}

void TravelFilter::predict_blind(float seconds) {
  predict(b_, seconds, 0);
  const float dv = kBlindAcceleration * seconds;
  pvv_ += dv * dv;
  pss_ += dv * dv * seconds * seconds;
}

void TravelFilter::see_displacement(float metres, float variance) {
  const float gain = 1.0F / (pss_ + variance);
  const float ks = pss_ * gain, kv = psv_ * gain, kb = psb_ * gain;
  const float innovation = metres - s_;
  s_ += ks * innovation;
  v_ += kv * innovation;
  b_ += kb * innovation;
  pvv_ -= kv * psv_;
  pvb_ -= kv * psb_;
  pbb_ -= kb * psb_;
  psv_ -= ks * psv_;
  psb_ -= ks * psb_;
  pss_ -= ks * pss_;
  keep_sane();
}

void TravelFilter::see_velocity(float mps, float variance) {
  const float gain = 1.0F / (pvv_ + variance);
  const float ks = psv_ * gain, kv = pvv_ * gain, kb = pvb_ * gain;
  const float innovation = mps - v_;
  s_ += ks * innovation;
  v_ += kv * innovation;
  b_ += kb * innovation;
  pss_ -= ks * psv_;
  psb_ -= ks * pvb_;
  pbb_ -= kb * pvb_;
  psv_ -= kv * psv_;
  pvb_ -= kv * pvb_;
  pvv_ -= kv * pvv_;
  keep_sane();
}

// A variance that rounding took below zero is made sane again instead of hoped about.
void TravelFilter::keep_sane() {
  if (pss_ < kLeastVariance) pss_ = kLeastVariance;
  if (pvv_ < kLeastVariance) pvv_ = kLeastVariance;
  if (pbb_ < kLeastVariance) pbb_ = kLeastVariance;
}

}  // namespace liftguard::engine
