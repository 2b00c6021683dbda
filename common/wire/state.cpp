#include "common/wire/state.hpp"

#include <algorithm>

#include "common/wire/bounds.hpp"
#include "common/wire/buffer.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::wire {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;

struct Written {
  fb::Presence type;
  flatbuffers::Offset<void> presence;
};

flatbuffers::Offset<fb::ConfigState> write(Builder& builder, const ConfigState& config) {
  const auto reason = write_text(builder, config.reason, kMaxDetail);
  return fb::CreateConfigState(builder, static_cast<fb::SettingsState>(config.state), config.hash, config.command,
                               config.refused, reason);
}

Written write(Builder& builder, const Birth& birth) {
  const auto at = write_stamp(builder, birth.at);
  const auto firmware = write_text(builder, birth.firmware);
  const auto capabilities = write_texts(builder, birth.capabilities);
  const auto update = birth.update ? write_update(builder, *birth.update) : 0;
  const auto config = birth.config ? write(builder, *birth.config) : 0;
  return {fb::Presence::Birth, fb::CreateBirth(builder, at, firmware, birth.schema, birth.journal,
                                               static_cast<fb::BootReason>(birth.boot_reason), capabilities,
                                               birth.config_hash, birth.session, update, birth.safe_mode, config)
                                   .Union()};
}

Written write(Builder& builder, const Heartbeat& beat) {
  const auto at = write_stamp(builder, beat.at);
  const auto lost = write_texts(builder, beat.sensors_lost);
  const auto episodes = write_marks(builder, beat.open_episodes);
  fb::HeartbeatBuilder out(builder);
  out.add_at(at);
  out.add_session(beat.session);
  out.add_unconfirmed_alarms(beat.unconfirmed_alarms);
  out.add_sent_unconfirmed(beat.sent_unconfirmed);
  if (beat.oldest_unconfirmed) out.add_oldest_unconfirmed_ms(beat.oldest_unconfirmed->count());
  out.add_unconfirmed_events(beat.unconfirmed_events);
  out.add_unconfirmed_bulk(beat.unconfirmed_bulk);
  out.add_set_aside(beat.set_aside);
  out.add_alarm_space_full(beat.alarm_space_full);
  out.add_sensors_lost(lost);
  out.add_open_episodes(episodes);
  return {fb::Presence::Heartbeat, out.Finish().Union()};
}

Written write(Builder& builder, const Will& will) {
  return {fb::Presence::Will, fb::CreateWill(builder, will.boot, will.session).Union()};
}

Written write(Builder& builder, const Progress& progress) {
  const auto at = write_stamp(builder, progress.at);
  const auto update = write_update(builder, progress.update);
  return {fb::Presence::Progress, fb::CreateProgress(builder, at, progress.session, update).Union()};
}

ConfigState read(const fb::ConfigState& config, Bounds& bounds) {
  ConfigState out;
  out.state = bounds.choice<SettingsState>(config.state(), 3, "config");
  out.hash = config.hash();
  out.command = bounds.count(config.command(), "config");
  out.refused = bounds.count(config.refused(), "config");
  out.reason = bounds.text(config.reason(), "config", kMaxDetail);
  return out;
}

Birth read(const fb::Birth& birth, Bounds& bounds) {
  Birth out;
  out.at = bounds.stamp(birth.at(), "at");
  out.firmware = bounds.text(birth.firmware(), "firmware");
  out.schema = birth.schema();
  out.journal = bounds.count(birth.journal(), "journal");
  out.boot_reason = bounds.choice<BootReason>(birth.boot_reason(), 7, "boot_reason");
  out.capabilities = bounds.texts(birth.capabilities(), "capabilities");
  out.config_hash = birth.config_hash();
  out.session = bounds.count(birth.session(), "session");
  if (const auto* update = birth.update()) out.update = bounds.update(*update);
  out.safe_mode = birth.safe_mode();
  if (const auto* config = birth.config()) out.config = read(*config, bounds);
  return out;
}

Heartbeat read(const fb::Heartbeat& beat, Bounds& bounds) {
  Heartbeat out;
  out.at = bounds.stamp(beat.at(), "at");
  out.session = bounds.count(beat.session(), "session");
  out.unconfirmed_alarms = beat.unconfirmed_alarms();
  out.sent_unconfirmed = beat.sent_unconfirmed();
  out.oldest_unconfirmed = bounds.duration(beat.oldest_unconfirmed_ms(), "oldest_unconfirmed");
  out.unconfirmed_events = beat.unconfirmed_events();
  out.unconfirmed_bulk = beat.unconfirmed_bulk();
  out.set_aside = beat.set_aside();
  out.alarm_space_full = beat.alarm_space_full();
  out.sensors_lost = bounds.texts(beat.sensors_lost(), "sensors_lost");
  out.open_episodes = bounds.marks(beat.open_episodes(), "open_episodes");
  return out;
}

Will read(const fb::Will& will, Bounds& bounds) {
  return {bounds.count(will.boot(), "boot"), bounds.count(will.session(), "session")};
}

Progress read(const fb::Progress& progress, Bounds& bounds) {
  Progress out;
  out.at = bounds.stamp(progress.at(), "at");
  out.session = bounds.count(progress.session(), "session");
  if (const auto* update = progress.update()) out.update = bounds.update(*update);
  return out;
}

}  // namespace

Bytes encode(const State& state) {
  Builder builder(512);
  const auto monitor = write_text(builder, state.monitor);
  const auto written = std::visit([&](const auto& one) { return write(builder, one); }, state.presence);
  return finish(builder, fb::CreateState(builder, monitor, written.type, written.presence), kStateIdentifier);
}

Result<State> decode_state(std::span<const std::uint8_t> payload) {
  auto verified = Verified<fb::State>::open(payload, kMaxStateBytes, kStateIdentifier);
  if (!verified) return verified.error();
  const auto& root = *verified;
  if (!is_monitor_name(view(root->monitor()))) return refuse("absurd", "monitor");
  if (root->presence() == nullptr) return refuse("malformed", "a state without presence");
  State out;
  out.monitor = view(root->monitor());
  Bounds bounds;
  switch (root->presence_type()) {
    case fb::Presence::Birth:
      out.presence = read(*root->presence_as_Birth(), bounds);
      return out;
    case fb::Presence::Heartbeat:
      out.presence = read(*root->presence_as_Heartbeat(), bounds);
      return out;
    case fb::Presence::Will:
      out.presence = read(*root->presence_as_Will(), bounds);
      return out;
    case fb::Presence::Progress:
      out.presence = read(*root->presence_as_Progress(), bounds);
      return out;
    case fb::Presence::NONE:
      break;
  }
  return refuse("malformed", "presence of a newer schema");
}

}  // namespace liftguard::wire
