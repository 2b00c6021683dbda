// DV-20 from end to end: a simulated lift traps somebody, the box journals the event and its clip, the gateway takes
// both, and what it stored of the sensors gives the same event again.
#include <algorithm>
#include <fstream>
#include <memory>
#include <set>

#include <catch2/catch.hpp>

#include "common/dispatch/seen.hpp"
#include "common/trace/row_reader.hpp"
#include "common/wire/topics.hpp"
#include "firmware/clip/unpack.hpp"
#include "firmware/monitor/event_record.hpp"
#include "firmware/monitor/sensing.hpp"
#include "firmware/port/linux/file_device.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "gateway/clip_list.hpp"
#include "gateway/clips/shelf.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/orders/alarm.hpp"
#include "simulators/lift/program/record.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace std::chrono_literals;
using liftguard::gateway::testing::kMonitor;
using liftguard::gateway::testing::kStart;
using liftguard::gateway::testing::Town;

namespace {

// The rows of a trace, as many as the box's clock has passed.
class TracePort final : public port::SensorPort {
 public:
  TracePort(std::string trace, const VirtualClock& clock) : text_(std::move(trace)), clock_(clock) {}

  void wait(std::chrono::milliseconds, const Take& take) override {
    const auto now = engine::Time{clock_.now().time_since_epoch()};
    while (now_ < now && next_line()) {
      const port::RowInputs row(reader_.row());
      for (const auto& input : row.inputs()) take(input);
      now_ = row.inputs().back().at;
    }
  }
  std::optional<engine::Site> site() const override { return *port::site_of(reader_.header()); }
  engine::Time now() const override { return now_; }
  [[nodiscard]] bool at_end() const { return rest().empty(); }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(text_).substr(at_); }
  bool next_line() {
    while (!at_end()) {
      const auto line = rest().substr(0, rest().find('\n'));
      at_ = std::min(text_.size(), at_ + line.size() + 1);
      const auto outcome = reader_.push(line);
      REQUIRE(outcome != trace::RowReader::Outcome::error);
      if (outcome == trace::RowReader::Outcome::row) return true;
    }
    return false;
  }

  std::string text_;
  std::size_t at_ = 0;
  const VirtualClock& clock_;
  trace::RowReader reader_;
  engine::Time now_{};
};

// The box without its network; the test carries its records.
struct Box {
  Box(const std::filesystem::path& folder, std::string trace, VirtualClock& clock_in)
      : clock(clock_in),
        device(folder / "journal", port::default_geometry()),
        store(device, {.stamp = [this] { return stamper.stamp(); }, .random = [] { return 77; }}),
        port(std::move(trace), clock) {}

  VirtualClock& clock;
  monitor::Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 5};
  port::FileDevice device;
  monitor::Store store;
  TracePort port;
  engine::Parameters parameters;
  monitor::Sensing sensing{port, parameters, store, stamper, clock, [](Lane) {}};
};

class Gateway {
 public:
  explicit Gateway(Town& town) : town_(town) {}

  // Everything that the box has and nobody has confirmed, over the wire and back.
  void carry(Box& box) {
    for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
      for (auto key = box.store.journal.next_unconfirmed(lane, std::nullopt); key;
           key = box.store.journal.next_unconfirmed(lane, key))
        send(box, *key);
    for (const auto& one : confirmed_) (void)box.store.journal.confirm(one.confirm, box.clock.now());
    confirmed_.clear();
  }
  int shelve() { return Shelf(*town_.database, folder_).step(); }
  std::vector<Clip> clips() {
    auto session = town_.database->read();
    return newest_clips(session, 100);
  }
  wire::Bytes bytes_of(const Clip& clip) {
    const auto to = town_.scratch.path / "event.clip";
    REQUIRE(export_clip(*town_.database, folder_, event_of(clip), to).has_value());
    std::ifstream in(to, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // What the gateway knows of the event that a clip belongs to.
  dispatch::Seen seen_of_event(const Clip& clip) {
    const auto where = " from monitor_events where lane = " + std::to_string(static_cast<int>(clip.lane)) +
                       " and seq = " + std::to_string(clip.seq);
    const auto kind = std::stoi(town_.text("select kind" + where));
    return dispatch::parse_seen(static_cast<EventKind>(kind), town_.text("select facts" + where));
  }

 private:
  void send(Box& box, const journal::RecordKey& key) {
    wire::Envelope envelope;
    envelope.monitor = kMonitor;
    envelope.journal = key.journal;
    envelope.lane = key.lane;
    envelope.seq = key.seq;
    envelope.sent = box.stamper.stamp();
    const auto payload = wire::encode_up(envelope, *box.store.journal.read(key)).value();
    intake_.offer({wire::slot_of(kMonitor)}, wire::up_topic(kMonitor, key.lane), {payload.begin(), payload.end()});
    REQUIRE(writer_.turn(0ms) == 1);
  }

  Town& town_;
  const FaultPoints faults_;
  Intake intake_;
  std::vector<Confirmation> confirmed_;
  const WriterOutputs outputs_{
      [this](const auto& some) { confirmed_.insert(confirmed_.end(), some.begin(), some.end()); },
      [](const auto&, UtcTime) {}, [] {}};
  Writer writer_{{*town_.database, town_.clock, town_.clock, intake_, outputs_, faults_}};
  std::filesystem::path folder_ = ClipFiles::folder_in(town_.scratch.path);
};

// The clip's event as a fresh engine finds it, from the state that the clip begins with. Rules are looked at every 50
// ms where no switch changes, counted from the first input.
std::optional<engine::Event> event_again(const clip::Clip& clip) {
  constexpr engine::Duration kLook = 50ms;
  engine::Engine engine(clip.site, clip.parameters);
  engine.resume(clip.state, clip.begins);
  for (const auto& input : clip.inputs)
    for (const auto& event : engine.step(input))
      if (event.kind == clip.event.kind && event.episode == clip.event.episode &&
          std::chrono::abs(event.at - clip.event.at) <= kLook)
        return event;
  return std::nullopt;
}

dispatch::Seen seen(const wire::Body& body) {
  return dispatch::parse_seen(*wire::kind_of(body), facts_of(body));
}

void compare(const dispatch::Seen& again, const dispatch::Seen& before) {
  CHECK(again.kind == before.kind);
  CHECK(again.reasons == before.reasons);
  CHECK(again.floor == before.floor);
  CHECK(again.between == before.between);
  CHECK(again.occupancy == before.occupancy);
  CHECK(again.mains == before.mains);
  REQUIRE(again.position_m.has_value() == before.position_m.has_value());
  if (again.position_m) CHECK(*again.position_m == Approx(*before.position_m).margin(0.05));
}

}  // namespace

TEST_CASE("DV-20: a clip that went from the box to the gateway gives the event again that it was cut for") {
  const auto [name, kind] = GENERATE(table<std::string, EventKind>({{"stuck_with_people", EventKind::trapped},
                                                                    {"doors_fail_in_zone", EventKind::trapped},
                                                                    {"horseplay", EventKind::horseplay}}));
  INFO(name);
  const auto* scenario = lift::find_scenario(name);
  REQUIRE(scenario != nullptr);
  Town town;
  Box box(town.scratch.path, lift::record(*scenario, {}).trace, town.clock);
  Gateway gateway(town);
  while (!box.port.at_end()) {
    town.clock.advance(100ms);
    box.sensing.step(100ms);
  }
  for (int i = 0; i < 1'000; ++i) box.sensing.step(100ms);  // what is cut is laid into the journal
  gateway.carry(box);
  CHECK(box.store.journal.unconfirmed(Lane::bulk) == 0);
  CHECK(gateway.shelve() > 0);

  std::set<EventKind> kinds;
  for (const auto& stored : gateway.clips()) {
    REQUIRE(stored.state == ClipState::stored);
    const auto clip = clip::unpack(gateway.bytes_of(stored));
    REQUIRE(clip.has_value());
    const auto again = event_again(*clip);
    REQUIRE(again);
    compare(seen(monitor::body_of(*again, again->at, box.stamper)), gateway.seen_of_event(stored));
    kinds.insert(clip->event.kind);
  }
  CHECK(kinds.contains(kind));
}
