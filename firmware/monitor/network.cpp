#include "firmware/monitor/network.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "common/base/text.hpp"
#include "common/observe/log_line.hpp"
#include "common/observe/trace_id.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::monitor {
namespace {

// MQTT 5, 3.4.2.1: reason codes from 0x80 on are refusals; these two will not pass.
constexpr int kRefusedByBroker = 0x80;
constexpr int kPacketTooLarge = 0x95;
constexpr int kPayloadInvalid = 0x99;

std::string uri_of(const BrokerDoor& door) {
  return "ssl://" + door.host + ":" + std::to_string(door.port);
}

// Without a door for alarms the link only ever names the main one.
const BrokerDoor& door_of(const Config& config, link::Door door) {
  return door == link::Door::alarm ? config.alarm_broker.value() : config.broker;
}

mqtt::ClientOptions client_options(const Config& config) {
  mqtt::ClientOptions out;
  out.uri = uri_of(config.broker);
  out.connect_timeout = link::kQueuePatience;  // the link gives up where it should be sooner
  out.client_id = config.monitor;
  out.tls = mqtt::Tls{config.ca.string(), config.certificate.string(), config.key.string()};
  out.keep_alive = config.keep_alive;
  out.excess = mqtt::Excess::full;
  return out;
}

link::Options link_options(const Config& config, std::uint64_t boot) {
  link::Options out;
  out.heartbeat = config.heartbeat;
  out.alarm_door = config.alarm_broker ? link::AlarmDoor::fitted : link::AlarmDoor::absent;
  out.seed = static_cast<std::uint32_t>(boot);
  return out;
}

std::string text_of(const wire::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Network::Network(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
                 NetworkParts parts)
    : config_(config),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      describe_(std::move(parts.describe)),
      renewing_(parts.renewing),
      backlog_(store.journal),
      link_(link_options(config, stamper.boot()), backlog_),
      self_tester_({LIFTGUARD_VERSION, config.self_test_every, static_cast<std::uint32_t>(stamper.boot())}, store,
                   stamper, clock),
      client_(client_options(config), inbox_),
      downlink_(config, store, stamper, clock, std::move(parts.down),
                [this](const link::Event& event) { feed(event); }) {}

void Network::appended(Lane highest) {
  auto before = appended_.load();
  const auto lane = static_cast<int>(highest);
  while ((before < 0 || lane < before) && !appended_.compare_exchange_weak(before, lane)) {
  }
  inbox_.wake();
}

void Network::step() {
  const auto patience = std::clamp<std::chrono::microseconds>(link_.wake_at() - clock_.now(),
                                                              std::chrono::microseconds{0}, std::chrono::seconds{1});
  auto item = inbox_.wait(patience);
  if (const auto lane = appended_.exchange(-1); lane >= 0) feed(link::Appended{static_cast<Lane>(lane)});
  if (item)
    take(std::move(*item));
  else
    feed(link::TimeCame{});
  tell_anew();
  test_if_due();
  show_new_name();
  save_marks_if_due();
  const auto status = link_.status(clock_.now());
  counts_.online = status.online;
  counts_.sent_unconfirmed = status.sent_unconfirmed;
}

void Network::test_if_due() {
  const auto status = link_.status(clock_.now());
  if (self_tester_.step({status.online, status.sent_unconfirmed})) feed(link::Appended{Lane::alarm});
}

// A certificate that was renewed is tried on a connection of its own, when nothing waits for this one.
void Network::show_new_name() {
  if (renewing_ == nullptr || !renewing_->wants_connection() || !client_.connected()) return;
  if (alarm_in_hand() == AlarmInHand::yes) return;
  spdlog::info("link: connecting anew, with the new certificate");
  client_.disconnect(std::chrono::milliseconds(500));
  feed(link::ConnectionEnded{});
}

AlarmInHand Network::alarm_in_hand() {
  const std::lock_guard lock(store_.mutex);
  const bool any = store_.journal.unconfirmed(Lane::alarm) > 0 || !store_.kept.episodes.open().empty();
  return any ? AlarmInHand::yes : AlarmInHand::no;
}

void Network::judge_broker() {
  const auto now = stamper_.stamp();
  const auto dates = broker_dates({now.wall, now.quality}, alarm_in_hand());
  const bool judges = !std::holds_alternative<mqtt::NotJudged>(dates);
  if (judges_dates_ && !judges)
    spdlog::warn("link: the dates of the broker's certificate are not judged: {}",
                 now.quality == wire::TimeQuality::synchronised ? "an alarm is in hand" : "the time is not known");
  if (!judges_dates_ && judges) spdlog::info("link: the dates of the broker's certificate are judged again");
  judges_dates_ = judges;
  client_.judge(dates);
}

void Network::tell_anew() {
  if (!client_.connected()) return;
  if (auto progress = take_progress()) {
    wire::Progress out{stamper_.stamp(), session_, std::move(*progress)};
    publish_state(std::move(out), 0, false);
  }
  if (born_anew_.exchange(false) || capabilities_are_news()) act(link::SendBirth{});
}

bool Network::capabilities_are_news() {
  if (told_capabilities_) return false;
  const std::lock_guard lock(store_.mutex);
  return !store_.capabilities.empty();
}

void Network::tell_progress(wire::UpdateStatus update) {
  {
    const std::lock_guard lock(progress_mutex_);
    progress_ = std::move(update);
  }
  inbox_.wake();
}

std::optional<wire::UpdateStatus> Network::take_progress() {
  const std::lock_guard lock(progress_mutex_);
  return std::exchange(progress_, std::nullopt);
}

void Network::tell_birth() {
  born_anew_ = true;
  inbox_.wake();
}

void Network::feed(const link::Event& event) {
  waiting_.push_back(event);
  while (!waiting_.empty()) {
    const auto events = std::exchange(waiting_, {});
    for (const auto& one : events) {
      link::Actions actions;
      {
        const std::lock_guard lock(store_.mutex);
        actions = link_.step(one, clock_.now());
      }
      for (const auto& action : actions) std::visit([this](const auto& it) { act(it); }, action);
    }
  }
}

void Network::take(mqtt::Item&& item) {
  if (item.connection != client_.connection()) return;  // late, from a connection that was given up
  if (const auto* message = std::get_if<mqtt::Message>(&item.what)) return downlink_.take(*message);
  if (const auto* connected = std::get_if<mqtt::Connected>(&item.what); connected != nullptr) {
    spdlog::info("link: connected, session {}", session_);
    ++counts_.connects;
    if (renewing_ != nullptr) renewing_->connected();
    return feed(link::Connected{});
  }
  if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&item.what)) {
    spdlog::warn("link: cannot connect: {}", printable(failed->reason, 200));
    if (renewing_ != nullptr) renewing_->not_connected();
    return feed(link::ConnectionEnded{});
  }
  if (const auto* lost = std::get_if<mqtt::Lost>(&item.what)) {
    spdlog::warn("link: connection lost: {}", printable(lost->reason, 200));
    ++counts_.disconnects;
    return feed(link::ConnectionEnded{});
  }
  if (const auto* acknowledged = std::get_if<mqtt::Acknowledged>(&item.what)) {
    const auto found = tags_.find(acknowledged->tag);
    if (found == tags_.end()) return;
    const auto key = found->second;
    tags_.erase(found);
    const auto code = acknowledged->reason_code;
    if (code >= kRefusedByBroker)
      spdlog::warn("link: the broker refuses lane {} seq {}: MQTT reason 0x{:02x}", static_cast<int>(key.lane), key.seq,
                   code);
    if (code >= 0) feed(link::Acknowledged{key, code == kPacketTooLarge || code == kPayloadInvalid});
    return;
  }
  if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&item.what); subscribed != nullptr && !subscribed->granted)
    spdlog::error("link: the broker refuses the subscription {}", subscribed->filter);
}

void Network::save_marks_if_due() {
  const auto now = clock_.now();
  if (now - marks_saved_ < kSaveMarksEvery) return;
  marks_saved_ = now;
  const std::lock_guard lock(store_.mutex);
  (void)store_.journal.save_marks();
}

void Network::act(const link::Connect& connect) {
  ++session_;
  if (connect.door == link::Door::alarm) spdlog::info("link: an alarm waits, by the door for alarms");
  client_.go_to(uri_of(door_of(config_, connect.door)));
  tags_.clear();
  const wire::State will{config_.monitor, wire::Will{stamper_.boot(), session_}};
  if (renewing_ != nullptr) client_.use(renewing_->tls());
  judge_broker();
  client_.connect(mqtt::WillMessage{wire::state_topic(config_.monitor), text_of(wire::encode(will)), true});
}

void Network::act(const link::Subscribe&) {
  (void)client_.subscribe({wire::down_topic(config_.monitor), wire::gateway_topic(wire::slot_of(config_.monitor))}, 1);
}

void Network::publish_state(decltype(wire::State::presence) presence, int qos, bool retained) {
  const wire::State state{config_.monitor, std::move(presence)};
  (void)client_.publish({wire::state_topic(config_.monitor), text_of(wire::encode(state)), qos, retained, 0});
}

void Network::act(const link::SendBirth&) {
  wire::Birth birth;
  birth.at = stamper_.stamp();
  birth.firmware = LIFTGUARD_VERSION;
  birth.config_hash = config_.hash;
  birth.session = session_;
  if (describe_) describe_(birth);
  {
    const std::lock_guard lock(store_.mutex);
    birth.journal = store_.journal.id();
    birth.capabilities = store_.capabilities;
  }
  told_capabilities_ = !birth.capabilities.empty();
  publish_state(std::move(birth), 1, true);
}

void Network::act(const link::SendHeartbeat&) {
  const auto status = link_.status(clock_.now());
  wire::Heartbeat beat;
  beat.at = stamper_.stamp();
  beat.session = session_;
  beat.sent_unconfirmed = static_cast<std::uint32_t>(status.sent_unconfirmed);
  if (status.oldest_unconfirmed) beat.oldest_unconfirmed = std::chrono::floor<Milliseconds>(*status.oldest_unconfirmed);
  beat.set_aside = static_cast<std::uint32_t>(status.set_aside);
  {
    const std::lock_guard lock(store_.mutex);
    const auto waiting = [this](Lane lane) { return static_cast<std::uint32_t>(store_.journal.unconfirmed(lane)); };
    beat.unconfirmed_alarms = waiting(Lane::alarm);
    beat.unconfirmed_events = waiting(Lane::event);
    beat.unconfirmed_bulk = waiting(Lane::bulk);
    beat.alarm_space_full = store_.journal.alarm_space_full();
    beat.sensors_lost.assign(store_.sensors_lost.begin(), store_.sensors_lost.end());
    beat.open_episodes = store_.kept.episodes.open();
  }
  publish_state(std::move(beat), 0, false);
}

namespace {

// One line a sending of an alarm; under its trace the servers' logs go on.
void tell_sending(const std::string& monitor, const journal::RecordKey& key) {
  if (key.lane != Lane::alarm) return;
  spdlog::info(
      "{}", observe::with_fields(
                "alarm sent", {{"trace", observe::trace_id(monitor, key.journal, wire::lane_name(key.lane), key.seq)},
                               {"seq", std::to_string(key.seq)}}));
}

}  // namespace

void Network::act(const link::Send& send) {
  wire::Envelope envelope;
  envelope.monitor = config_.monitor;
  envelope.journal = send.key.journal;
  envelope.lane = send.key.lane;
  envelope.seq = send.key.seq;
  envelope.sent = stamper_.stamp();
  auto record = [&] {
    const std::lock_guard lock(store_.mutex);
    if (send.key.lane == Lane::alarm) envelope.episodes = store_.kept.episodes.marks();
    auto bytes = store_.journal.read(send.key);
    if (!bytes && bytes.error().code == "rot") {
      store_.journal.lose(send.key, wire::GapCause::rot);
      ++store_.rotten;
    }
    return bytes;
  }();
  if (!record) {
    spdlog::error("link: lane {} seq {} is {}", static_cast<int>(send.key.lane), send.key.seq, record.error().detail);
    waiting_.push_back(link::Confirmed{});  // it no longer waits
    return;
  }
  const auto payload = wire::encode_up(envelope, *record);
  if (!payload) {
    spdlog::error("link: lane {} seq {} cannot be sent: {}", static_cast<int>(send.key.lane), send.key.seq,
                  payload.error().detail);
    waiting_.push_back(link::SendFailed{send.key, true});
    return;
  }
  const auto tag = next_tag_++;
  switch (client_.publish({wire::up_topic(config_.monitor, send.key.lane), text_of(*payload), 1, false, tag})) {
    case mqtt::PublishOutcome::taken:
      tags_.emplace(tag, send.key);
      ++counts_.sent;
      tell_sending(config_.monitor, send.key);
      break;
    case mqtt::PublishOutcome::not_connected:
    case mqtt::PublishOutcome::full:
      waiting_.push_back(link::SendFailed{send.key, false});
      break;
    case mqtt::PublishOutcome::refused:
      waiting_.push_back(link::SendFailed{send.key, true});
      break;
  }
}

void Network::act(const link::SetAside& set_aside) {
  const auto& key = set_aside.key;
  spdlog::error("link: lane {} seq {} does not get through and is set aside", static_cast<int>(key.lane), key.seq);
  if (key.lane == Lane::alarm) return;  // still tried, seldom
  {
    const std::lock_guard lock(store_.mutex);
    store_.journal.lose(key, wire::GapCause::set_aside);
  }
  waiting_.push_back(link::Confirmed{});
}

void Network::finish() {
  publish_state(wire::Will{stamper_.boot(), session_}, 1, true);
  client_.disconnect(std::chrono::milliseconds(500));
  self_tester_.save();
  const std::lock_guard lock(store_.mutex);
  (void)store_.journal.save_marks();
}

}  // namespace liftguard::monitor
