// What ingest does at the size of a city: lanes without rows, boxes kept in memory, holes shown, junk bounded.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "common/registry/store.hpp"
#include "common/wire/topics.hpp"
#include "gateway/bulk/ride_hours.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

struct Office : Town {
  Office() { restart(); }

  void restart() {
    raw.emplace(scratch.path / "bulk", RawLimits{});
    writer.emplace(Writer::Parts{*database, clock, clock, intake, outputs, faults, {}, &*raw});
  }

  void give(const Incoming& message) {
    intake.offer(message.origin, message.topic, message.payload);
    while (!intake.empty() || writer->in_hand() > 0) writer->turn(0ms);
    writer->turn(0ms);
  }
  void give(const wire::Envelope& envelope) { give(incoming(envelope)); }

  std::optional<std::uint64_t> mark(Lane lane) const {
    for (auto one = confirmations.rbegin(); one != confirmations.rend(); ++one)
      for (const auto& there : one->confirm.lanes)
        if (there.lane == lane) return there.contiguous;
    return std::nullopt;
  }

  std::int64_t rides() {
    auto session = database->read();
    std::int64_t sum = 0;
    for (const auto& hour : rides_of(session, elevator, kStart - 48h, kStart + 48h)) sum += hour.sum.rides;
    return sum;
  }

  std::size_t raw_lines() const {
    std::size_t lines = 0;
    read_raw(scratch.path / "bulk", kMonitor, [&](const RawRecord&) { return ++lines > 0; });
    return lines;
  }

  Intake intake;
  FaultPoints faults;
  std::vector<Confirmation> confirmations;
  WriterOutputs outputs{
      [this](const auto& more) { confirmations.insert(confirmations.end(), more.begin(), more.end()); },
      [](const std::string&, UtcTime) {}, [] {}};
  std::optional<RawFiles> raw;
  std::optional<Writer> writer;
  Box box;
};

wire::Envelope ride(std::uint64_t seq, UtcTime at = kStart) {
  wire::RideBody body;
  body.at = {at, wire::TimeQuality::synchronised, 1'000'000, 5};
  body.started = at - 14s;
  body.metres = 21.3;
  body.direction = "up";
  return Box{}.envelope(Lane::bulk, seq, body, at);
}

}  // namespace

TEST_CASE("DV-1: a ride is counted once whatever is sent how often, over restarts, and has no row of its own") {
  Office office;
  for (int times = 0; times < 3; ++times) {
    for (const std::uint64_t seq : {1U, 3U, 2U}) office.give(ride(seq));
    office.restart();
  }
  CHECK(office.rides() == 3);
  CHECK(office.raw_lines() == 3);
  CHECK(office.mark(Lane::bulk) == 3);
  CHECK(office.count("monitor_events") == 0);
}

TEST_CASE("B9: raw files that cannot be written cost no ride its sum and no alarm anything, and are counted") {
  Office office;
  std::ofstream(office.scratch.path / "bulk") << "in the way";  // no folder can be made here
  office.give(ride(1));
  office.give(office.box.trapped(1));
  CHECK(office.rides() == 1);
  CHECK(office.mark(Lane::bulk) == 1);
  CHECK(office.count("orders") == 1);
  CHECK(office.writer->counts().raw_lost == 1);
  CHECK(office.writer->counts().dead == 0);
  std::filesystem::remove(office.scratch.path / "bulk");
  office.give(ride(2));
  CHECK(office.raw_lines() == 1);
  CHECK(office.writer->counts().raw_lost == 1);
}

TEST_CASE("A9: a late ride is counted in its own hour") {
  Office office;
  office.give(ride(1, kStart - 26h));
  office.give(ride(2, kStart));
  CHECK(office.count("ride_hours where rides = 1") == 2);
}

TEST_CASE("B3: a ride whose transaction was given up is counted when it comes again") {
  Office office;
  bool fail = true;
  office.faults.before_commit = [&](const auto&) {
    if (std::exchange(fail, false)) throw storage::Busy("planted");
  };
  office.give(ride(1));
  CHECK(office.rides() == 1);
  office.give(ride(1));
  CHECK(office.rides() == 1);
  CHECK(office.mark(Lane::bulk) == 1);
}

TEST_CASE("B12: a ride whose commit was carried out, but not answered, is counted once and confirmed") {
  Office office;
  office.give(ride(1));
  bool lost = false;
  office.faults.after_commit = [&] {
    if (!std::exchange(lost, true)) throw storage::OutcomeUnknown("planted");
  };
  office.give(ride(2));
  CHECK(lost);
  CHECK(office.rides() == 2);
  CHECK(office.mark(Lane::bulk) == 2);
}

TEST_CASE("E4: a ride with a forged number is neither counted nor confirmed, and the next true one is") {
  Office office;
  office.give(ride(1));
  office.give(ride(std::uint64_t{1} << 62));
  CHECK(office.rides() == 1);
  office.give(ride(2));
  CHECK(office.rides() == 2);
  CHECK(office.mark(Lane::bulk) == 2);
}

TEST_CASE("E4: a forged number of the alarm lane puts the box in gap mode, and later alarms make orders") {
  Office office;
  office.give(office.box.trapped(std::uint64_t{1} << 62, 99));
  CHECK(office.mark(Lane::alarm) == 0);
  CHECK(office.count("lane_cursors where jumped_to = " + std::to_string(std::uint64_t{1} << 62)) == 1);
  office.give(office.box.trapped(1, 1));
  CHECK(office.mark(Lane::alarm) == 1);
  CHECK(office.count("orders") == 1);
  CHECK(office.count("alarms") == 2);
}

TEST_CASE("A3: of records that take work of their own few are put off, so that the clock is looked at in time") {
  struct Case {
    EventKind kind;
    std::int64_t stored_at_once;
  };
  for (const auto& [kind, stored_at_once] : {Case{EventKind::mains_lost, 0}, {EventKind::door_open_too_long, 8}}) {
    Office office;
    auto tx = office.database->begin();
    KnownBoxes boxes;
    boxes.follow(tx);
    const CursorCache cursors;
    PresenceBook presence({}, kStart);
    const SlotsAtCommit slots;
    const BatchContext context{cursors, boxes, presence, 1, kStart, slots};
    Batch batch(tx, context);
    std::vector<Incoming> messages;
    std::vector<Admission> admitted;
    for (std::uint64_t seq = 1; seq <= 10; ++seq) {
      auto event = office.box.mains_lost(seq);
      std::get<wire::EventBody>(event.body).kind = kind;
      messages.push_back(incoming(event));
    }
    for (const auto& message : messages) admitted.push_back(admit(message));
    for (std::size_t i = 0; i < messages.size(); ++i) batch.add(messages[i], admitted[i]);
    constexpr storage::Statement kCount{"test.events", "select count(*) from monitor_events"};
    CHECK(tx.query_one(kCount)->get<std::int64_t>(0) == stored_at_once);
    CHECK(batch.finish().counts.stored == 10);
  }
}

TEST_CASE("A7, E5: of records stored together each is what it is: new, a repeat, or another content under its number") {
  Office office;
  for (const std::uint64_t seq : {2U, 4U}) office.give(office.box.mains_lost(seq));
  const auto offer = [&](const wire::Envelope& envelope) {
    const Incoming message = incoming(envelope);
    office.intake.offer(message.origin, message.topic, message.payload);
  };
  for (std::uint64_t seq = 1; seq <= 5; ++seq) offer(office.box.mains_lost(seq));
  auto other = office.box.mains_lost(2);
  std::get<wire::EventBody>(other.body).floor = "13";
  offer(other);
  offer(office.box.mains_lost(5));
  while (!office.intake.empty() || office.writer->in_hand() > 0) office.writer->turn(0ms);
  CHECK(office.writer->counts().stored == 5);
  CHECK(office.writer->counts().repeats == 3);
  CHECK(office.count("dead_letters where reason = 'content_conflict' and detail like '%number 2'") == 1);
  CHECK(office.mark(Lane::event) == 5);
}

TEST_CASE("what is missing of a lane is shown with its time until it has come") {
  Office office;
  office.give(office.box.mains_lost(1));
  office.give(office.box.mains_lost(5));
  const auto since = to_ms(office.clock.utc_now());
  office.clock.advance(60s);
  office.give(office.box.mains_lost(7));
  {
    auto session = office.database->read();
    const auto gaps = lanes_with_gaps(session, 10);
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].key.monitor == kMonitor);
    CHECK(gaps[0].state.cursor.missing() == 4);
    CHECK(to_ms(*gaps[0].state.missing_since) == since);
  }
  for (const std::uint64_t seq : {2U, 3U, 4U, 6U}) office.give(office.box.mains_lost(seq));
  auto session = office.database->read();
  CHECK(lanes_with_gaps(session, 10).empty());
}

TEST_CASE("EL-3: who is registered and bound is known anew in the very next transaction") {
  Office office;
  wire::Envelope stranger = office.box.mains_lost(1);
  stranger.monitor = "LG-000077";
  office.give(stranger);
  CHECK(office.count("dead_letters where reason = 'unknown_monitor'") == 1);
  {
    auto tx = office.database->begin();
    registry::put_monitor(tx, stranger.monitor, kStart);
    tx.commit();
  }
  office.give(stranger);
  CHECK(office.count("monitor_events where elevator_id is null") == 1);
  {
    auto tx = office.database->begin();
    registry::bind_monitor(tx, stranger.monitor, office.elevator, kStart - 1h);  // the other loses its lift
    tx.commit();
  }
  stranger.seq = 2;
  office.give(stranger);
  office.give(office.box.mains_lost(1));
  CHECK(office.count("monitor_events where monitor = 'LG-000077' and elevator_id is not null") == 1);
  {
    auto tx = office.database->begin();
    registry::unbind_monitor(tx, stranger.monitor, kStart + 1s);
    tx.commit();
  }
  office.clock.advance(60s);
  stranger.seq = 3;
  std::get<wire::EventBody>(stranger.body).at.wall = kStart + 30s;
  office.give(stranger);
  CHECK(office.count("monitor_events where monitor = 'LG-000077' and seq = 3 and elevator_id is null") == 1);
}

TEST_CASE("B8: boxes that could not be read when they had changed are read the next time") {
  Town town;
  KnownBoxes boxes;
  {
    auto tx = town.database->begin();  // stands for a database that goes away between two questions
    tx.exec({"test.hide_bindings", "alter table bindings rename to hidden"});
    CHECK_THROWS_AS(boxes.follow(tx), storage::DatabaseError);
  }
  auto session = town.database->read();
  boxes.follow(session);
  REQUIRE(boxes.find(kMonitor) != nullptr);
  CHECK(boxes.find(kMonitor)->elevator == town.elevator);
}

TEST_CASE("O9: a box's junk does not fill the disk, and its alarm lane's letters have their own room") {
  Office office;
  const std::string alarms = wire::up_topic(kMonitor, Lane::alarm);
  office.give(incoming(kMonitor, alarms, "a damaged alarm"));
  for (int i = 0; i < kMaxDeadLetters + 50; ++i)
    office.give(incoming(kMonitor, wire::up_topic(kMonitor, Lane::event), "junk " + std::to_string(i)));
  CHECK(office.count("dead_letters where lane = 1") == kMaxDeadLetters);
  CHECK(office.count("dead_letters where lane = 0") == 1);
}

TEST_CASE("B17: a message that kills the process twice is set aside and rings, and costs no other message anything") {
  Town town;
  town.database.reset();  // each life opens its own
  const auto live = [&] {
    const pid_t child = ::fork();
    if (child == 0) {
      for (const int signal : {SIGABRT, SIGSEGV}) std::signal(signal, SIG_DFL);
      const auto database = storage::Database::open(town.url);
      Intake intake;
      FaultPoints faults;
      faults.before_apply = [](const std::string& topic) {
        if (topic == wire::up_topic(kSpare, Lane::alarm)) std::abort();
      };
      const WriterOutputs outputs{[](const auto&) {}, [](const std::string&, UtcTime) {}, [] {}};
      Suspects suspects(town.scratch.path / "suspects");
      Writer writer({*database, town.clock, town.clock, intake, outputs, faults, {}, nullptr, &suspects});
      Box poisoned;
      poisoned.monitor = kSpare;
      for (const auto& envelope : {Box{}.mains_lost(1), poisoned.trapped(1), Box{}.trapped(1)}) {
        const Incoming message = incoming(envelope);
        intake.offer(message.origin, message.topic, message.payload);
      }
      while (!intake.empty() || writer.in_hand() > 0) writer.turn(0ms);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  };
  CHECK(live() == SIGABRT);
  CHECK(town.count("orders") == 0);
  CHECK(live() == SIGABRT);
  CHECK(live() == 0);
  CHECK(town.count("dead_letters where reason = 'not_processable' and lane = 0") == 1);
  CHECK(town.count("desk_alerts where monitor = 'LG-000009'") == 1);
  CHECK(town.count("orders") == 1);
  CHECK(town.count("monitor_events") == 2);
}
