#include "common/observe/metrics.hpp"

#include <array>
#include <stdexcept>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace liftguard::observe {

namespace {

constexpr std::array kLatencyBounds{0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,
                                    0.2,    0.3,   0.5,   1.0,   2.0,  5.0,  15.0, 60.0};

void check(std::string_view name) {
  if (!name.starts_with("liftguard_") && !name.starts_with("process_"))
    throw std::invalid_argument("no name of ours for a metric: " + std::string(name));
}

}  // namespace

std::span<const double> latency_bounds() {
  return kLatencyBounds;
}

void Counter::add(double by) {
  counter_->Increment(by);
}

void Counter::raise_to(double total) {
  if (const double missing = total - counter_->Value(); missing > 0) counter_->Increment(missing);
}

double Counter::value() const {
  return counter_->Value();
}

void Gauge::set(double value) {
  gauge_->Set(value);
}

void Gauge::add(double by) {
  gauge_->Increment(by);
}

double Gauge::value() const {
  return gauge_->Value();
}

void Histogram::observe(double value) {
  histogram_->Observe(value);
}

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {}

Metrics::~Metrics() = default;

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  check(name);
  auto& theirs = prometheus::BuildCounter().Name(name).Help(help).Register(*registry_).Add(labels);
  const std::scoped_lock lock(mutex_);
  return counters_.try_emplace(&theirs, theirs).first->second;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  check(name);
  auto& theirs = prometheus::BuildGauge().Name(name).Help(help).Register(*registry_).Add(labels);
  const std::scoped_lock lock(mutex_);
  return gauges_.try_emplace(&theirs, theirs).first->second;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels,
                              std::span<const double> bounds) {
  check(name);
  auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(*registry_);
  auto& theirs = family.Add(labels, prometheus::Histogram::BucketBoundaries(bounds.begin(), bounds.end()));
  const std::scoped_lock lock(mutex_);
  return histograms_.try_emplace(&theirs, theirs).first->second;
}

void Metrics::before_collecting(std::function<void()> look) {
  const std::scoped_lock lock(mutex_);
  looks_.push_back(std::move(look));
}

std::string Metrics::text() {
  std::vector<std::function<void()>> looks;
  {
    const std::scoped_lock lock(mutex_);
    looks = looks_;
  }
  for (const auto& look : looks) look();
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

}  // namespace liftguard::observe
