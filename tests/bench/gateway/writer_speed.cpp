#include "tests/bench/gateway/writer_speed.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/wire/topics.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/bench/gateway/records.hpp"

namespace liftguard::bench {

namespace {

using BenchClock = std::chrono::steady_clock;

void fill(gateway::Intake& intake, const WriterLoad& load, UtcTime now) {
  for (std::size_t i = 0; i < load.messages; ++i) {
    const Numbered record{monitor_name(1 + static_cast<std::uint32_t>(i % load.boxes)), load.journal, Lane::event,
                          1 + i / load.boxes};
    intake.offer({wire::slot_of(record.monitor)}, wire::up_topic(record.monitor, record.lane), payload_of(record, now));
  }
}

}  // namespace

double writer_speed(const WriterLoad& load) {
  const auto database = storage::Database::open(load.database_url);
  const SystemSteadyClock steady;
  const AnchoredCivilClock civil(steady, database->utc_now());
  gateway::Intake intake({.messages = load.messages, .bytes = load.messages * wire::kMaxUpBytes});
  const gateway::WriterOutputs outputs{[](const auto&) {}, [](const auto&, UtcTime) {}, [] {}};
  const gateway::FaultPoints faults;
  gateway::Writer writer({*database, steady, civil, intake, outputs, faults});
  fill(intake, load, civil.utc_now());

  const auto begun = BenchClock::now();
  while (!intake.empty()) writer.turn(std::chrono::milliseconds{0});
  while (writer.turn(std::chrono::milliseconds{0}) > 0) {
  }
  const std::chrono::duration<double> took = BenchClock::now() - begun;
  if (writer.counts().stored != load.messages) throw std::runtime_error("the writer did not store every message");
  return static_cast<double>(load.messages) / took.count();
}

}  // namespace liftguard::bench
