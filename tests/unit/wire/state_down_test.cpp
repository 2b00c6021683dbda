#include <catch2/catch.hpp>

#include "tests/unit/wire/samples.hpp"

using namespace liftguard;
using namespace liftguard::wire;

TEST_CASE("birth, heartbeat and will come back") {
  Birth birth{sample_stamp(), "0.1.0", kSchemaVersion, 42, BootReason::brown_out, {"door", "zone"}, 0xABCD, 3};
  birth.update = sample_update();
  birth.safe_mode = true;
  birth.config = ConfigState{SettingsState::trial, 0xBEEF, 77, 76, "engine.trapped_s：必须在 1 到 600 之间"};
  const auto state = *decode_state(encode(State{"LG-000001", birth}));
  CHECK(state.monitor == "LG-000001");
  const auto& got = std::get<Birth>(state.presence);
  CHECK(got.at == birth.at);
  CHECK(got.firmware == "0.1.0");
  CHECK(got.schema == kSchemaVersion);
  CHECK(got.journal == 42);
  CHECK(got.boot_reason == BootReason::brown_out);
  CHECK(got.capabilities == birth.capabilities);
  CHECK(got.config_hash == 0xABCD);
  CHECK(got.session == 3);
  CHECK(got.update == birth.update);
  CHECK(got.safe_mode);
  CHECK(got.config == birth.config);

  Heartbeat beat{sample_stamp(), 3, 7, 2, Milliseconds{16'000}, 5, 6, 1, true, {"pressure"}, {}};
  beat.open_episodes = {{17, EventKind::trapped, utc_from_ms(1'795'000'000'000), std::nullopt}};
  const auto got_beat = std::get<Heartbeat>(decode_state(encode(State{"LG-000001", beat}))->presence);
  CHECK(got_beat.session == 3);
  CHECK(got_beat.unconfirmed_alarms == 7);
  CHECK(got_beat.sent_unconfirmed == 2);
  CHECK(got_beat.oldest_unconfirmed == Milliseconds{16'000});
  CHECK(got_beat.unconfirmed_events == 5);
  CHECK(got_beat.unconfirmed_bulk == 6);
  CHECK(got_beat.set_aside == 1);
  CHECK(got_beat.alarm_space_full);
  CHECK(got_beat.sensors_lost == beat.sensors_lost);
  CHECK(got_beat.open_episodes == beat.open_episodes);

  const auto will = std::get<Will>(decode_state(encode(State{"LG-000001", Will{77, 3}}))->presence);
  CHECK(will.boot == 77);
  CHECK(will.session == 3);
}

TEST_CASE("a birth of an older schema says nothing of updates and settings") {
  const auto got = std::get<Birth>(decode_state(encode(State{"LG-000001", Birth{}}))->presence);
  CHECK_FALSE(got.update);
  CHECK_FALSE(got.safe_mode);
  CHECK_FALSE(got.config);
}

TEST_CASE("how far an update has come, comes back") {
  const Progress progress{sample_stamp(), 3, sample_update()};
  const auto got = std::get<Progress>(decode_state(encode(State{"LG-000001", progress}))->presence);
  CHECK(got.at == progress.at);
  CHECK(got.session == 3);
  CHECK(got.update == progress.update);
}

TEST_CASE("E7: a state without a usable monitor is refused") {
  CHECK(decode_state(encode(State{"a/b", Will{}})).error().code == "absurd");
}

TEST_CASE("confirmations, server time, orders and epochs come back") {
  const Confirm confirm{5, 6, {{Lane::alarm, 3, {{5, 6}, {9, 9}}}, {Lane::bulk, 0, {}}}};
  CHECK(std::get<Confirm>(*decode_down(encode(Down{confirm}))) == confirm);
  const ServerTime time{utc_from_ms(1'795'000'000'000)};
  CHECK(std::get<ServerTime>(*decode_down(encode(Down{time}))) == time);
  const CloseEpisode close{5, 17, utc_from_ms(1'795'000'060'000)};
  CHECK(std::get<CloseEpisode>(*decode_down(encode(Down{close}))) == close);
  const RescueNews news{5, 17, RescueStep::arrived, utc_from_ms(1'795'000'000'000), utc_from_ms(1'795'000'060'000)};
  CHECK(std::get<RescueNews>(*decode_down(encode(Down{news}))) == news);
  const ImageChunk chunk{1'001, 196'608, Bytes(kMaxImageChunk, 0x5A)};
  CHECK(std::get<ImageChunk>(*decode_down(encode(Down{chunk}))) == chunk);
  const GatewayEpoch epoch{1, 2};
  CHECK(*decode_gateway(encode(epoch)) == epoch);
  CHECK(decode_gateway(encode(GatewayEpoch{0, 2})).error().code == "absurd");
}

TEST_CASE("A8: a confirmation whose marks contradict themselves is refused whole") {
  const auto code = [](const Confirm& confirm) {
    const auto got = decode_down(encode(Down{confirm}));
    return got ? std::string("taken") : got.error().code;
  };
  CHECK(code({5, 6, {{Lane::alarm, 3, {{4, 4}}}}}) == "taken");
  CHECK(code({5, 6, {{Lane::alarm, 3, {{3, 4}}}}}) == "absurd");          // begins at or below the mark
  CHECK(code({5, 6, {{Lane::alarm, 3, {{8, 7}}}}}) == "absurd");          // falls
  CHECK(code({5, 6, {{Lane::alarm, 3, {{5, 8}, {8, 9}}}}}) == "absurd");  // overlaps
  CHECK(code({5, 6, {{Lane::alarm, 3, {{5, kMaxNumber + 1}}}}}) == "absurd");
  CHECK(code({5, 6, {{Lane::alarm, kMaxNumber + 1, {}}}}) == "absurd");
  CHECK(code({5, 6, {{Lane::alarm, 1, {}}, {Lane::alarm, 2, {}}}}) == "absurd");  // a lane twice
  CHECK(code({0, 6, {}}) == "absurd");
  CHECK(code({5, 0, {}}) == "absurd");
}

TEST_CASE("the largest confirmation passes the limits") {
  Confirm confirm{5, 6, {}};
  for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk}) {
    LaneMark mark{lane, 0, {}};
    for (std::uint64_t i = 1; i <= kMaxRanges; ++i) mark.ranges.emplace_back(2 * i, 2 * i);
    confirm.lanes.push_back(mark);
  }
  CHECK(std::get<Confirm>(*decode_down(encode(Down{confirm}))) == confirm);
}

TEST_CASE("E2: news of no rescue and pieces of no image are refused") {
  const auto code = [](const Down& down) {
    const auto got = decode_down(encode(down));
    return got ? std::string("taken") : got.error().code;
  };
  const auto at = utc_from_ms(1'795'000'000'000);
  CHECK(code(RescueNews{5, 17, RescueStep::dispatched, at, at}) == "taken");
  CHECK(code(RescueNews{0, 17, RescueStep::dispatched, at, at}) == "absurd");
  CHECK(code(RescueNews{5, 0, RescueStep::dispatched, at, at}) == "absurd");
  CHECK(code(RescueNews{5, 17, RescueStep::unknown, at, at}) == "absurd");
  CHECK(code(RescueNews{5, 17, static_cast<RescueStep>(4), at, at}) == "absurd");
  CHECK(code(RescueNews{5, 17, RescueStep::dispatched, at, utc_from_ms(4'102'444'800'000)}) == "absurd");

  CHECK(code(ImageChunk{1, 0, Bytes(1)}) == "taken");
  CHECK(code(ImageChunk{0, 0, Bytes(1)}) == "absurd");
  CHECK(code(ImageChunk{1, 0, {}}) == "absurd");
  CHECK(code(ImageChunk{1, kMaxNumber, Bytes(1)}) == "absurd");
  CHECK(code(ImageChunk{1, 0, Bytes(kMaxImageChunk + 1)}) == "absurd");
  CHECK(code(ImageChunk{1, 0, Bytes(kMaxDownBytes)}) == "too_large");
}
