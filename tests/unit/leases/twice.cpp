#include "tests/unit/leases/twice.hpp"

#include <barrier>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "common/registry/store.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

namespace liftguard::gateway::testing {

namespace {

using namespace std::chrono_literals;

constexpr int kLiftsAtOnce = 100;  // to one transaction of the setting-up

std::string monitor_of(int lift) {
  return fmt::format("TW-{:06}", lift);
}

void build(Town& town, int lifts) {
  const auto like = [&] {
    auto session = town.database->read();
    return *registry::find_elevator(session, town.elevator);
  }();
  for (int first = 0; first < lifts; first += kLiftsAtOnce) {
    auto tx = town.database->begin();
    for (int lift = first; lift < std::min(first + kLiftsAtOnce, lifts); ++lift) {
      registry::Elevator another = like;
      another.id = {};
      another.code = fmt::format("T{:06}", lift);
      const ElevatorId id = registry::put_elevator(tx, another);
      registry::put_monitor(tx, monitor_of(lift), kStart - 24h);
      registry::bind_monitor(tx, monitor_of(lift), id, kStart - 24h);
    }
    tx.commit();
  }
}

// One of the two, with a database handle of its own.
class Believer {
 public:
  explicit Believer(const Town& town) : clock_(kStart), database_(storage::Database::open(town.url)) {
    writer_.emplace(Writer::Parts{*database_, clock_, clock_, intake_, outputs_, faults_});
  }

  // Until it has confirmed the alarm.
  void receive(const Incoming& alarm) {
    confirmed_ = false;
    intake_.offer(alarm.origin, alarm.topic, alarm.payload);
    while (!confirmed_) writer_->turn(0ms);
  }

  [[nodiscard]] IngestCounts counts() const { return writer_->counts(); }

 private:
  VirtualClock clock_;
  std::unique_ptr<storage::Database> database_;
  Intake intake_;
  FaultPoints faults_;
  bool confirmed_ = false;
  WriterOutputs outputs_{[this](const auto& confirmations) { confirmed_ = !confirmations.empty(); },
                         [](const std::string&, UtcTime) {}, [] {}};
  std::optional<Writer> writer_;
};

}  // namespace

void receive_twice(int lifts) {
  Town town;
  build(town, lifts);
  std::vector<Incoming> alarms;
  for (int lift = 0; lift < lifts; ++lift) {
    Box box;
    box.monitor = monitor_of(lift);
    alarms.push_back(incoming(box.trapped(1)));
  }
  Believer one(town), other(town);
  std::barrier at_once(2);
  const auto receive_all = [&](Believer& believer) {
    for (const auto& alarm : alarms) {
      at_once.arrive_and_wait();
      believer.receive(alarm);
    }
  };
  {
    const std::jthread beside([&] { receive_all(other); });
    receive_all(one);
  }
  CHECK(town.count("monitor_events") == lifts);
  CHECK(town.count("orders where closed_ms is null") == lifts);
  CHECK(town.count("alarms") == lifts);
  CHECK(town.count("dead_letters") == 0);
  CHECK(town.count("limits") % lifts == 0);
  const auto first = one.counts(), second = other.counts();
  CHECK(first.stored + second.stored == static_cast<std::uint64_t>(lifts));
  CHECK(first.repeats + second.repeats == static_cast<std::uint64_t>(lifts));
  CHECK(first.dead + second.dead == 0);
  INFO("stored by the one " << first.stored << ", by the other " << second.stored);
  CHECK(first.stored > 0);
  CHECK(second.stored > 0);
}

}  // namespace liftguard::gateway::testing
