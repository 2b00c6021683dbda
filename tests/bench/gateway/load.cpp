#include "tests/bench/gateway/load.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "common/wire/topics.hpp"
#include "tests/bench/gateway/counter.hpp"
#include "tests/bench/gateway/records.hpp"
#include "tests/bench/rows/row.hpp"

namespace liftguard::bench {

namespace {

constexpr std::size_t kFloodWindow = 50'000;  // more than any queue on the way holds
constexpr unsigned kCounters = 4;

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options),
        start_(WallClock().utc_now()),
        alarms_(static_cast<std::uint32_t>(std::ceil(
            options.alarms_per_second * std::chrono::duration<double>(options.warm_up + options.measure).count()))) {}

  std::string run() {
    if (options_.births) send_births();
    from_ = BenchClock::now() + options_.warm_up;
    until_ = from_ + options_.measure;
    std::stop_source stop;
    std::vector<std::future<std::uint64_t>> counters;
    if (options_.feedback == Feedback::counting)
      for (unsigned i = 0; i < kCounters; ++i) counters.push_back(start_counter(i, stop.get_token()));

    std::vector<std::future<TalkerResult>> others;
    for (unsigned i = 0; i < options_.connections; ++i) others.push_back(start_talker(everyday(i)));
    std::future<TalkerResult> alarms, flood;
    if (alarms_ > 0) alarms = start_talker(alarming());
    if (options_.flood) flood = start_talker(flooding());

    std::vector<TalkerResult> results;
    for (auto& other : others) results.push_back(other.get());
    std::string text = kind("others", results);
    if (alarms.valid()) text += "," + kind("alarms", {alarms.get()});
    if (flood.valid()) text += "," + kind("flood", {flood.get()});
    stop.request_stop();
    std::uint64_t counted = 0;
    for (auto& counter : counters) counted += counter.get();
    if (!counters.empty())
      text += fmt::format(R"(,"counted_per_second":{:.1f})", static_cast<double>(counted) / seconds());
    return "{" + text + "}";
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(options_.measure).count(); }

  void send_births() {
    Link link(options_.door, "bench-births");
    for (std::uint32_t number = options_.first; number < options_.first + options_.boxes; ++number) {
      link.publish(wire::state_topic(monitor_name(number)), birth_of(monitor_name(number), options_.journal, start_));
      while (link.acknowledged() + 1'000 < number - options_.first)
        link.pump(std::chrono::milliseconds{10}, [](auto, auto) {});
    }
    while (link.acknowledged() < options_.boxes) link.pump(std::chrono::milliseconds{10}, [](auto, auto) {});
  }

  [[nodiscard]] TalkerOptions basis(const std::string& name) const {
    TalkerOptions talker;
    talker.client_id = "bench-" + name;
    talker.lane = options_.lane;
    talker.journal = options_.journal;
    talker.feedback = options_.feedback;
    talker.start = start_;
    talker.measure_from = from_;
    talker.measure_until = until_;
    return talker;
  }

  [[nodiscard]] TalkerOptions everyday(unsigned index) const {
    TalkerOptions talker = basis(fmt::format("others-{}", index));
    for (std::uint32_t number = index; number < options_.boxes; number += options_.connections)
      talker.monitors.push_back(monitor_name(options_.first + number));
    if (options_.per_second) talker.per_second = *options_.per_second / options_.connections;
    const bool apart = options_.feedback != Feedback::counting;  // counting knows the sum alone
    talker.window = apart ? std::max<std::size_t>(1, options_.window / options_.connections) : options_.window;
    return talker;
  }

  [[nodiscard]] TalkerOptions alarming() const {
    TalkerOptions talker = basis("alarms");
    talker.lane = Lane::alarm;
    talker.per_second = options_.alarms_per_second;
    for (std::uint32_t number = 0; number < alarms_; ++number)
      talker.monitors.push_back(monitor_name(options_.first + options_.boxes + number));
    return talker;
  }

  [[nodiscard]] TalkerOptions flooding() const {
    TalkerOptions talker = basis("flood");
    talker.monitors = {monitor_name(options_.first + options_.boxes + alarms_)};
    talker.window = kFloodWindow;
    return talker;
  }

  std::future<TalkerResult> start_talker(const TalkerOptions& options) {
    auto talker = std::make_shared<Talker>(options_.door, options, tally_);
    return std::async(std::launch::async, [talker] { return talker->run(); });
  }

  std::future<std::uint64_t> start_counter(unsigned index, const std::stop_token& stop) {
    std::vector<std::uint8_t> slots;
    for (unsigned slot = index; slot < wire::kSlots; slot += kCounters)
      slots.push_back(static_cast<std::uint8_t>(slot));
    auto counter =
        std::make_shared<Counter>(options_.door, fmt::format("bench-counter-{}", index), slots, options_.lane);
    return std::async(std::launch::async, [this, counter, stop] { return counter->run(stop, tally_, from_, until_); });
  }

  [[nodiscard]] std::string kind(const std::string& name, const std::vector<TalkerResult>& results) const {
    TalkerResult sum;
    for (const auto& one : results) {
      sum.sent += one.sent;
      sum.confirmed += one.confirmed;
      sum.resent += one.resent;
      sum.unconfirmed += one.unconfirmed;
      sum.latencies_ms.insert(sum.latencies_ms.end(), one.latencies_ms.begin(), one.latencies_ms.end());
    }
    std::string times;
    if (!sum.latencies_ms.empty())
      times = fmt::format(R"(,"p50":{:.2f},"p99":{:.2f},"max":{:.2f})", percentile(sum.latencies_ms, 0.5),
                          percentile(sum.latencies_ms, 0.99), percentile(sum.latencies_ms, 1.0));
    return fmt::format(R"("{}":{{"per_second":{:.1f},"sent_per_second":{:.1f},"n":{},"resent":{},"unconfirmed":{}{}}})",
                       name, static_cast<double>(sum.confirmed) / seconds(), static_cast<double>(sum.sent) / seconds(),
                       sum.confirmed, sum.resent, sum.unconfirmed, times);
  }

  const LoadOptions& options_;
  const UtcTime start_;
  const std::uint32_t alarms_;
  BenchClock::time_point from_, until_;
  Tally tally_;
};

}  // namespace

std::string run_load(const LoadOptions& options) {
  return Load(options).run();
}

}  // namespace liftguard::bench
