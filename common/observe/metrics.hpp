// What a process counts and measures of itself, for Prometheus to collect.
//
// A part asks for its counters once, by name and labels, and keeps the references: they live as long as the Metrics
// object, cost some nanoseconds a call and may be used from any thread. Asking again for the same name and labels gives
// the same one. Names are `liftguard_<part>_<what>_<unit|total>`; values in base units (seconds, bytes). Labels have
// few values, never an id, a name or a phone number.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace liftguard::observe {

using Labels = std::map<std::string, std::string>;

// Only grows.
class Counter {
 public:
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  void add(double by = 1);
  void raise_to(double total);  // for what is counted elsewhere; a smaller total changes nothing. One thread a counter
  [[nodiscard]] double value() const;

 private:
  prometheus::Counter* counter_;
};

class Gauge {
 public:
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  void set(double value);
  void add(double by);
  [[nodiscard]] double value() const;

 private:
  prometheus::Gauge* gauge_;
};

class Histogram {
 public:
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  void observe(double value);

 private:
  prometheus::Histogram* histogram_;
};

// Upper bounds of buckets for latencies, 0.5 ms to 60 s, with the limits of the specification (20 ms, 50 ms, 300 ms,
// 1 s, 5 s, 15 s) among them, so that "how many were late" is exact.
[[nodiscard]] std::span<const double> latency_bounds();

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Throw std::invalid_argument for a name that is not one of ours ("liftguard_", "process_") or that is already of
  // another type.
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                       std::span<const double> bounds = latency_bounds());

  // `look` is called before each collection, on the collector's thread, to bring values up to date that nobody pushes;
  // it must be quick, and what it refers to must outlive whatever collects (observe::Endpoint).
  void before_collecting(std::function<void()> look);

  // Everything, in Prometheus's text format 0.0.4.
  [[nodiscard]] std::string text();

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  std::mutex mutex_;
  std::map<prometheus::Counter*, Counter> counters_;
  std::map<prometheus::Gauge*, Gauge> gauges_;
  std::map<prometheus::Histogram*, Histogram> histograms_;
  std::vector<std::function<void()>> looks_;
};

}  // namespace liftguard::observe
