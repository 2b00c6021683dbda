#include "simulators/fleet/box/box.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "common/wire/topics.hpp"

namespace liftguard::fleet {
namespace {

// A box that has run for so long: events of the last days have their age in its uptime too.
constexpr std::chrono::hours kUptime{24 * 30};
constexpr std::uint32_t kSectorSize = 4096;
constexpr std::size_t kMaxRecord = 2048;
constexpr const char* kFirmware = "fleet";

// Journal and boot ids are never those of another run: a database may have seen the same seed before.
std::uint64_t fresh_number() {
  thread_local std::mt19937_64 source(std::random_device{}());
  return (source() & wire::kMaxNumber) | 1;
}

journal::Options journal_options(std::uint32_t sectors, std::function<wire::Stamp()> stamp) {
  journal::Options out;
  const auto lanes = sectors - 2;
  const auto alarm = lanes / 2, event = lanes / 4;
  out.sectors = {alarm, event, lanes - alarm - event, 2};
  out.max_record = kMaxRecord;
  out.stamp = std::move(stamp);
  out.random = fresh_number;
  return out;
}

link::Options link_options(const Surroundings& around, std::uint64_t seed) {
  link::Options out;
  out.heartbeat = around.heartbeat;
  out.alarm_door = around.alarm_door ? link::AlarmDoor::fitted : link::AlarmDoor::absent;
  out.seed = static_cast<std::uint32_t>(seed);
  return out;
}

std::span<const std::uint8_t> view(const wire::Bytes& bytes) {
  return bytes;
}

}  // namespace

Box::Box(Surroundings& surroundings, const BoxName& name)
    : around_(surroundings),
      monitor_(name.monitor),
      source_(name.source),
      boot_(fresh_number()),
      chance_(name.seed),
      credentials_(surroundings.identities.make(name.monitor)),
      device_({kSectorSize, surroundings.journal_sectors, 1}),
      journal_(device_,
               journal_options(surroundings.journal_sectors, [this] { return stamp(around_.wall.utc_now()); })),
      backlog_(journal_),
      link_(link_options(surroundings, name.seed), backlog_),
      line_(surroundings.io, surroundings.tls, *this),
      timer_(surroundings.io) {}

void Box::start() {
  feed(link::TimeCame{});
}

wire::Stamp Box::stamp(UtcTime at) const {
  const auto age = around_.wall.utc_now() - at;
  const auto uptime = around_.steady.now() + kUptime - age;
  return {at, wire::TimeQuality::synchronised, uptime.time_since_epoch().count(), boot_};
}

void Box::feed(const link::Event& event) {
  told_.push_back(event);
  while (!told_.empty())
    for (const auto& one : std::exchange(told_, {}))
      for (const auto& action : link_.step(one, around_.steady.now()))
        std::visit([this](const auto& it) { act(it); }, action);
  arm();
}

void Box::arm() {
  const auto at = link_.wake_at();
  if (at == armed_for_) return;
  armed_for_ = at;
  const auto patience = std::max<std::chrono::microseconds>(at - around_.steady.now(), std::chrono::microseconds{0});
  timer_.expires_after(std::min<std::chrono::microseconds>(patience, std::chrono::hours{1}));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    armed_for_ = SteadyTime::max();
    feed(link::TimeCame{});
  });
}

void Box::act(const link::Connect& connect) {
  ++session_;
  ++around_.tally.connects;
  connecting_since_ = around_.steady.now();
  door_ = connect.door;
  line_.finish();
  if (connecting_since_ < away_until_) {
    told_.emplace_back(link::ConnectionEnded{});
    return;
  }
  if (door_ == link::Door::alarm) ++around_.tally.alarm_door;
  const auto& address = door_ == link::Door::alarm ? *around_.alarm_door : around_.main_door;
  const auto will = wire::encode(wire::State{monitor_, wire::Will{boot_, session_}});
  const auto topic = wire::state_topic(monitor_);
  line_.connect({address, credentials_, source_},
                {monitor_, static_cast<std::uint16_t>(around_.keep_alive.count()), topic, will});
}

void Box::line_up() {
  const auto now = around_.steady.now();
  ++around_.tally.handshakes;
  around_.tally.handshake.add(now - connecting_since_);
  if (const auto since = std::exchange(cut_at_, std::nullopt)) around_.tally.back.add(now - *since);
  feed(link::Connected{});
}

void Box::line_ended(const std::string& why) {
  ++around_.tally.lost;
  ++around_.tally.endings[why];
  feed(link::ConnectionEnded{});
}

void Box::line_acknowledged(std::uint64_t tag, std::uint8_t reason) {
  constexpr std::uint8_t kPacketTooLarge = 0x95, kPayloadInvalid = 0x99;  // MQTT 5, 3.4.2.1
  ++around_.tally.acknowledged;
  if (reason >= mqtt::kRefused) ++around_.tally.refused;
  // Tags are lane and number; the journal id is the only one that this box has.
  const journal::RecordKey key{journal_.id(), static_cast<Lane>(tag & 3), tag >> 2};
  feed(link::Acknowledged{key, reason == kPacketTooLarge || reason == kPayloadInvalid});
}

void Box::act(const link::Subscribe&) {
  const std::array<std::string, 2> filters{wire::down_topic(monitor_), wire::gateway_topic(wire::slot_of(monitor_))};
  line_.subscribe(filters);
}

void Box::publish_state(decltype(wire::State::presence) presence, std::uint8_t qos, bool retained) {
  const auto topic = wire::state_topic(monitor_);
  const auto payload = wire::encode(wire::State{monitor_, std::move(presence)});
  (void)line_.publish({topic, payload, qos, retained}, 0);
}

void Box::act(const link::SendBirth&) {
  wire::Birth birth;
  birth.at = stamp(around_.wall.utc_now());
  birth.firmware = kFirmware;
  birth.journal = journal_.id();
  birth.boot_reason = wire::BootReason::power;
  birth.session = session_;
  publish_state(std::move(birth), 1, true);
}

void Box::act(const link::SendHeartbeat&) {
  const auto status = link_.status(around_.steady.now());
  wire::Heartbeat beat;
  beat.at = stamp(around_.wall.utc_now());
  beat.session = session_;
  beat.sent_unconfirmed = static_cast<std::uint32_t>(status.sent_unconfirmed);
  if (status.oldest_unconfirmed) beat.oldest_unconfirmed = std::chrono::floor<Milliseconds>(*status.oldest_unconfirmed);
  beat.set_aside = static_cast<std::uint32_t>(status.set_aside);
  const auto waiting = [this](Lane lane) { return static_cast<std::uint32_t>(journal_.unconfirmed(lane)); };
  beat.unconfirmed_alarms = waiting(Lane::alarm);
  beat.unconfirmed_events = waiting(Lane::event);
  beat.unconfirmed_bulk = waiting(Lane::bulk);
  beat.alarm_space_full = journal_.alarm_space_full();
  std::copy_if(episodes_.begin(), episodes_.end(), std::back_inserter(beat.open_episodes),
               [](const auto& mark) { return !mark.ended; });
  publish_state(std::move(beat), 0, false);
  line_.ping();
}

void Box::act(const link::Send& send) {
  if (is_held(send.key)) return;
  wire::Envelope envelope;
  envelope.monitor = monitor_;
  envelope.journal = send.key.journal;
  envelope.lane = send.key.lane;
  envelope.seq = send.key.seq;
  envelope.sent = stamp(around_.wall.utc_now());
  if (send.key.lane == Lane::alarm) envelope.episodes = episodes_;
  const auto record = journal_.read(send.key);
  if (!record) {  // dropped meanwhile to make room
    told_.emplace_back(link::Confirmed{});
    return;
  }
  const auto payload = wire::encode_up(envelope, *record);
  if (!payload) {
    told_.emplace_back(link::SendFailed{send.key, true});
    return;
  }
  const auto tag = send.key.seq << 2 | static_cast<std::uint64_t>(send.key.lane);
  if (publish_up(send.key, *payload, tag) != Line::Outcome::taken)
    told_.emplace_back(link::SendFailed{send.key, false});
}

void Box::act(const link::SetAside& aside) {
  if (aside.key.lane == Lane::alarm) return;  // still tried, seldom
  journal_.lose(aside.key, wire::GapCause::set_aside);
  told_.emplace_back(link::Confirmed{});
}

void Box::line_message(mqtt::Received&& message) {
  if (around_.steady.now() < deaf_until_) return;
  const auto topic = wire::parse_topic(message.topic);
  if (!topic) return;
  ++around_.tally.down;
  if (topic->channel == wire::Channel::gateway) {
    if (const auto announced = wire::decode_gateway(view(message.payload))) take(*announced);
    return;
  }
  if (topic->channel != wire::Channel::down || topic->monitor != monitor_ || message.retained) return;
  if (const auto down = wire::decode_down(view(message.payload)))
    std::visit([this](const auto& one) { take(one); }, *down);
}

void Box::take(const wire::GatewayEpoch& announced) {
  const auto before = journal_.incarnation();
  journal_.announced(announced.incarnation);
  if (before != 0 && before != announced.incarnation) feed(link::MarksReset{});
  feed(link::GatewayStarted{announced.epoch});
}

void Box::cut(Cut manner) {
  if (!line_.up()) return;
  constexpr std::chrono::seconds kKeptHalfOpen{120};
  switch (manner) {
    case Cut::reset:
      line_.cut();
      break;
    case Cut::half_open:
      line_.leave_half_open(kKeptHalfOpen);
      break;
  }
  cut_at_ = around_.steady.now();
  feed(link::ConnectionEnded{});
}

void Box::stay_away(std::chrono::seconds how_long) {
  away_until_ = around_.steady.now() + how_long;
  cut(Cut::reset);
}

void Box::turn_deaf(std::chrono::seconds how_long) {
  deaf_until_ = around_.steady.now() + how_long;
}

void Box::finish() {
  timer_.cancel();
  publish_state(wire::Will{boot_, session_}, 1, true);
  line_.finish();
}

}  // namespace liftguard::fleet
