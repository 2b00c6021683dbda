// DV-20 at the box: an event's clip is cut half a minute later, lies in the bulk lane in pieces, and replays to the
// event.
#include <deque>
#include <random>

#include <catch2/catch.hpp>

#include "common/base/checksum.hpp"
#include "firmware/clip/unpack.hpp"
#include "firmware/monitor/commands/clip_requests.hpp"
#include "firmware/monitor/sensing.hpp"
#include "tests/unit/journal/model.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;

namespace {

// 100 Hz of a car that stands, with a little noise; a row at a time.
class StandingCar final : public port::SensorPort {
 public:
  void wait(std::chrono::milliseconds patience, const Take& take) override {
    for (const auto end = now_ + patience; now_ < end; now_ += 10ms) give(take);
  }
  std::optional<engine::Site> site() const override { return site_; }
  engine::Time now() const override { return now_; }

  bool in_zone = true, someone = false;

 private:
  void give(const Take& take) {
    const auto noise = [this] { return static_cast<float>(random_() % 16) * 0.005F; };
    take({now_, engine::Acceleration{noise(), noise(), 9.81F + noise()}});
    if (now_.time_since_epoch() % 100ms != 0ms) return;
    take({now_, engine::Pressure{101'325.0F + noise()}});
    take({now_, engine::SwitchReading{engine::Switch::door, false}});
    take({now_, engine::SwitchReading{engine::Switch::zone, in_zone}});
    take({now_, engine::SwitchReading{engine::Switch::presence, someone}});
  }

  engine::Site site_;
  engine::Time now_{};
  std::minstd_rand random_{1};
};

constexpr journal::Geometry kFlash{65'536, 35, 16};

struct Box {
  explicit Box(test::FakeFlash& flash) : store(flash, options()) {}
  journal::Options options() {
    auto out = test::small_options(ids, {8, 8, 16, 3});
    out.max_record = wire::kMaxRecordBytes;
    return out;
  }
  void run(std::chrono::seconds time) {
    for (auto t = 0ms; t < time; t += 100ms) {
      clock.advance(100ms);
      sensing.step(100ms);
    }
  }
  template <class Body>
  std::vector<std::pair<journal::RecordKey, Body>> records(Lane lane) {
    std::vector<std::pair<journal::RecordKey, Body>> out;
    for (auto key = store.journal.next_unconfirmed(lane, std::nullopt); key;
         key = store.journal.next_unconfirmed(lane, key)) {
      auto body = *wire::decode_record(*store.journal.read(*key));
      if (auto* one = std::get_if<Body>(&body)) out.emplace_back(*key, std::move(*one));
    }
    return out;
  }

  std::mt19937 ids{1};
  Store store;
  VirtualClock clock{utc_from_ms(1'795'000'000'000)};
  Stamper stamper{clock, clock, [](UtcTime) { return wire::TimeQuality::synchronised; }, 77};
  StandingCar car;
  int bulk_notified = 0;
  Sensing sensing{car,   engine::Parameters{},
                  store, stamper,
                  clock, [this](Lane lane) { bulk_notified += lane == Lane::bulk ? 1 : 0; }};
};

// The pieces of the clip of one event, put together.
wire::Bytes clip_of(Box& box, const journal::RecordKey& event) {
  wire::Bytes out;
  for (const auto& [key, chunk] : box.records<wire::ClipChunkBody>(Lane::bulk)) {
    if (chunk.journal != event.journal || chunk.lane != event.lane || chunk.seq != event.seq) continue;
    CHECK(wire::fits_together(chunk));
    CHECK(chunk.index * wire::kClipChunkBytes == out.size());
    out.insert(out.end(), chunk.data.begin(), chunk.data.end());
    if (chunk.index + 1 == chunk.count) CHECK(chunk.crc == crc32c(out));
  }
  return out;
}

std::vector<engine::Event> replay(const clip::Clip& clip) {
  engine::Engine engine(clip.site, clip.parameters);
  engine.resume(clip.state, clip.begins);
  std::vector<engine::Event> out;
  for (const auto& input : clip.inputs)
    for (const auto& event : engine.step(input)) out.push_back(event);
  return out;
}

}  // namespace

TEST_CASE("DV-20: the clip of each event comes into the bulk lane after 30 s and replays to the event") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  box.car.someone = true;
  box.run(60s);
  box.car.in_zone = false;
  box.run(45s);
  const auto events = box.records<wire::EventBody>(Lane::alarm);
  REQUIRE(events.size() == 2);
  CHECK(events[0].second.kind == EventKind::stopped_outside_zone);
  CHECK(events[1].second.kind == EventKind::trapped);
  const auto early = box.records<wire::ClipChunkBody>(Lane::bulk);
  for (const auto& [key, chunk] : early) CHECK(chunk.seq == events[0].first.seq);
  box.run(60s);
  CHECK(box.bulk_notified > 0);

  for (const auto& [key, event] : events) {
    INFO(find_event(event.kind)->name);
    const auto bytes = clip_of(box, key);
    REQUIRE_FALSE(bytes.empty());
    const auto clip = clip::unpack(bytes);
    REQUIRE(clip.has_value());
    CHECK(clip->event.kind == event.kind);
    CHECK(clip->inputs.back().at >= clip->event.at + 29s);
    const auto again = replay(*clip);
    const auto same = std::find_if(again.begin(), again.end(), [&](const engine::Event& one) {
      return one.kind == clip->event.kind && one.at == clip->event.at && one.episode == event.episode;
    });
    CHECK(same != again.end());
  }
}

TEST_CASE("DV-20: a power cut before the clip is cut loses the clip, never the event") {
  test::FakeFlash flash(kFlash, 1);
  {
    Box box(flash);
    box.car.someone = true;
    box.car.in_zone = false;
    box.run(50s);
    REQUIRE(box.records<wire::EventBody>(Lane::alarm).size() == 2);
  }
  flash.reboot();
  Box again(flash);
  again.car.in_zone = false;
  again.run(60s);
  CHECK(again.records<wire::EventBody>(Lane::alarm).size() == 2);
  for (const auto& [key, chunk] : again.records<wire::ClipChunkBody>(Lane::bulk))
    CHECK(chunk.seq != again.records<wire::EventBody>(Lane::alarm)[1].first.seq);
}

namespace {

// Asks for a clip and keeps what is answered; the answer's record has number 500 of the event lane.
struct Asking {
  explicit Asking(Box& box_in) : box(box_in) {}

  std::optional<Answer> ask(const wire::RequestClip& request) {
    return request_clip(box.store, box.stamper, request, [this](const Answer& answer) {
      answers.push_back(answer);
      return std::optional(kAnswer);
    });
  }
  // Seconds since the start.
  std::optional<Answer> ask_span(std::chrono::seconds from, std::chrono::seconds to) {
    const auto start = utc_from_ms(1'795'000'000'000);
    return ask({wire::ClipSpan{start + from, start + to}});
  }

  static constexpr journal::RecordKey kAnswer{1, Lane::event, 500};
  Box& box;
  std::vector<Answer> answers;
};

engine::Time at(std::chrono::seconds time) {
  return engine::Time{time};
}

}  // namespace

TEST_CASE("a clip of times that somebody names holds what the sensors gave then, and comes under the answer's number") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  box.run(300s);
  Asking asking(box);
  REQUIRE_FALSE(asking.ask_span(100s, 130s));
  box.run(5s);
  REQUIRE(asking.answers.size() == 1);
  CHECK(asking.answers[0].outcome == wire::CommandOutcome::done);
  const auto clip = clip::unpack(clip_of(box, Asking::kAnswer));
  REQUIRE(clip.has_value());
  CHECK(clip->begins <= at(100s));
  CHECK(clip->inputs.front().at >= at(40s));
  CHECK(clip->inputs.back().at >= at(130s) - 10ms);
  CHECK(clip->inputs.back().at <= at(200s));
  CHECK(replay(*clip).empty());
}

TEST_CASE("a clip of times that are not over yet is cut when they are") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  box.run(60s);
  Asking asking(box);
  REQUIRE_FALSE(asking.ask_span(50s, 90s));
  box.run(29s);
  CHECK(asking.answers.empty());
  box.run(5s);
  REQUIRE(asking.answers.size() == 1);
  const auto clip = clip::unpack(clip_of(box, Asking::kAnswer));
  REQUIRE(clip.has_value());
  CHECK(clip->inputs.back().at >= at(90s) - 10ms);
}

TEST_CASE("a clip around a record comes under that record's number") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  box.run(120s);
  wire::SelfTestBody test;
  test.at = box.stamper.stamp();
  const auto record = *wire::encode_record(test);
  const std::array drafts{journal::Draft{Lane::alarm, EventKind::self_test, record}};
  const auto key = box.store.journal.append(drafts, {})->front();
  Asking asking(box);
  REQUIRE_FALSE(asking.ask({wire::RecordName{key.journal, key.lane, key.seq}}));
  box.run(35s);
  REQUIRE(asking.answers.size() == 1);
  const auto clip = clip::unpack(clip_of(box, key));
  REQUIRE(clip.has_value());
  CHECK(clip->begins <= at(60s));
  CHECK(clip->inputs.back().at >= at(150s) - 10ms);
}

TEST_CASE("a clip that cannot be is answered so, at once where that is known at once") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  Asking asking(box);
  using wire::CommandOutcome;
  CHECK(asking.ask_span(0s, 10s)->outcome == CommandOutcome::failed);  // no sensor has been heard
  box.run(60s);
  CHECK(asking.ask_span(-20s, 0s)->outcome == CommandOutcome::failed);  // before the start
  CHECK(asking.ask_span(0s, 901s)->outcome == CommandOutcome::refused);
  CHECK(asking.ask_span(600s, 660s + 1s)->outcome == CommandOutcome::refused);
  CHECK(asking.ask({wire::RecordName{box.store.journal.id(), Lane::alarm, 99}})->outcome == CommandOutcome::failed);
  for (std::size_t i = 0; i < ClipWish::kMost; ++i) CHECK_FALSE(asking.ask_span(600s, 660s));
  CHECK(asking.ask_span(600s, 660s)->outcome == CommandOutcome::busy);
}

TEST_CASE("a clip of what the ring has given up is answered as failed") {
  test::FakeFlash flash(kFlash, 1);
  Box box(flash);
  box.run(2s);
  Asking asking(box);
  REQUIRE_FALSE(asking.ask_span(0s, 1s));
  box.store.clip_wishes.front().from = SteadyTime{-5s};
  box.store.clip_wishes.front().to = SteadyTime{-4s};
  box.run(1s);
  REQUIRE(asking.answers.size() == 1);
  CHECK(asking.answers[0].outcome == wire::CommandOutcome::failed);
}
