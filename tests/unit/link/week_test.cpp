// C9: a box that was away for a week comes back over a thin line. Its backlog drains in minutes, and no fresh alarm
// waits a second longer than on an idle line. Virtual time; the line is a queue with a rate and a delay.
#include <deque>

#include <catch2/catch.hpp>

#include "firmware/link/link.hpp"
#include "tests/unit/link/plain_backlog.hpp"

using namespace liftguard;
using namespace liftguard::link;
using namespace std::chrono_literals;
using liftguard::test::PlainBacklog;

namespace {

constexpr std::size_t kLineBytesPerSecond = 32'000;  // 256 kbit/s
constexpr auto kDelay = 150ms;                       // each way

struct Arrival {
  SteadyTime at;
  RecordKey key;
};

class Line {
 public:
  explicit Line(const Options& options) : link_(options, backlog_) {
    fill(Lane::event, 300, 200);
    fill(Lane::bulk, 1'400, 300);      // 200 rides a day
    fill(Lane::bulk, 60, 12 * 1'024);  // pieces of the clips of some alarms
  }

  void run(std::chrono::minutes most) {
    take(TimeCame{});
    auto next_alarm = SteadyTime{3s};
    while (now_ < SteadyTime{most}) {
      now_ = std::min(
          {link_.wake_at(), next_alarm, confirmations_.empty() ? SteadyTime::max() : confirmations_.front().at});
      if (now_ == next_alarm) {
        backlog_.waiting.insert({1, Lane::alarm, ++alarms_});
        raised_[alarms_] = now_;
        next_alarm += 7'300ms;
        take(Appended{Lane::alarm});
      } else if (!confirmations_.empty() && confirmations_.front().at == now_) {
        confirm(confirmations_.front().key);
        confirmations_.pop_front();
      } else {
        take(TimeCame{});
      }
      if (!drained_ && backlog_.unconfirmed(Lane::bulk) == 0) drained_ = now_;
    }
  }

  [[nodiscard]] std::chrono::microseconds slowest_alarm() const { return slowest_; }
  [[nodiscard]] std::optional<SteadyTime> drained() const { return drained_; }
  [[nodiscard]] std::size_t alarms() const { return alarms_; }

 private:
  void fill(Lane lane, std::size_t count, std::size_t bytes) {
    for (std::size_t i = 0; i < count; ++i) {
      const RecordKey key{1, lane, ++newest_[lane]};
      backlog_.waiting.insert(key);
      backlog_.lengths[key] = bytes;
    }
  }

  void take(const Event& event) {
    for (const auto& action : link_.step(event, now_)) {
      if (std::holds_alternative<Connect>(action)) return take(Connected{});
      if (const auto* send = std::get_if<Send>(&action)) put_on_line(send->key);
    }
  }

  void put_on_line(const RecordKey& key) {
    const auto bytes = backlog_.length(key) + kWireOverhead;
    line_free_ = std::max(line_free_, now_) + std::chrono::microseconds(bytes * 1'000'000 / kLineBytesPerSecond);
    confirmations_.push_back({line_free_ + 2 * kDelay, key});
  }

  void confirm(const RecordKey& key) {
    if (!backlog_.waiting.erase(key)) return;
    if (key.lane == Lane::alarm) slowest_ = std::max(slowest_, now_ - raised_[key.seq]);
    take(Acknowledged{key});
    take(Confirmed{});
  }

  PlainBacklog backlog_;
  Link link_;
  SteadyTime now_{}, line_free_{};
  std::deque<Arrival> confirmations_;
  std::map<Lane, std::uint64_t> newest_;
  std::map<std::uint64_t, SteadyTime> raised_;
  std::uint64_t alarms_ = 0;
  std::chrono::microseconds slowest_{0};
  std::optional<SteadyTime> drained_;
};

constexpr std::chrono::microseconds kIdleLine = 2 * kDelay + 15ms;  // an alarm's own bytes and way

}  // namespace

TEST_CASE("C9: a week's backlog delays no fresh alarm by more than a second, and drains within ten minutes") {
  Line line({});
  line.run(15min);
  CHECK(line.alarms() > 100);
  REQUIRE(line.drained().has_value());
  WARN("slowest alarm " << line.slowest_alarm().count() / 1000 << " ms, drained after "
                        << std::chrono::floor<std::chrono::seconds>(line.drained()->time_since_epoch()).count()
                        << " s");
  CHECK(*line.drained() < SteadyTime{10min});
  CHECK(line.slowest_alarm() < kIdleLine + 1s);
}

TEST_CASE("canary: without bounds on rate and bytes the same alarms wait longer") {
  Options options;
  options.bulk.window = {64, SIZE_MAX};
  options.bulk.rate = {};
  Line line(options);
  line.run(15min);
  CHECK(line.slowest_alarm() > kIdleLine + 1s);
}
