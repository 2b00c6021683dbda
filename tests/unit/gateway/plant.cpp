#include "tests/unit/gateway/plant.hpp"

#include <atomic>
#include <future>
#include <numeric>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include "common/wire/topics.hpp"

namespace liftguard::gateway::testing {

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return holds();
}

namespace {

mqtt::ClientOptions line_options(const Broker& broker, const std::string& monitor, const std::string& client_id) {
  mqtt::ClientOptions options;
  options.uri = broker.boxes_uri();
  options.client_id = client_id;
  options.tls = broker.box_tls(monitor);
  return options;
}

std::span<const std::uint8_t> bytes_of(const std::string& payload) {
  return {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()};
}

}  // namespace

Line::Line(const Broker& broker, const std::string& monitor, std::optional<std::string> client_id)
    : monitor_(monitor), client_(line_options(broker, monitor, client_id.value_or(monitor)), *this) {
  client_.connect();
  REQUIRE(eventually([&] { return client_.connected(); }));
  REQUIRE(client_.subscribe({wire::down_topic(monitor), wire::gateway_topic(wire::slot_of(monitor))}, 1));
  REQUIRE(eventually([&] {
    const std::scoped_lock lock(mutex_);
    return subscribed_;
  }));
}

void Line::publish(const std::string& topic, const std::string& payload, bool retained) {
  mqtt::Publication publication;
  publication.topic = topic;
  publication.payload = payload;
  publication.retained = retained;
  REQUIRE(client_.publish(std::move(publication)) == mqtt::PublishOutcome::taken);
}

void Line::send(const wire::Envelope& envelope) {
  publish(wire::up_topic(envelope.monitor, envelope.lane), payload_of(envelope));
}

void Line::be_born(std::uint64_t session) {
  wire::Birth birth;
  birth.at.boot = Box{}.boot;
  birth.journal = Box{}.journal;
  birth.session = session;
  const auto bytes = wire::encode(wire::State{monitor_, birth});
  publish(wire::state_topic(monitor_), {bytes.begin(), bytes.end()}, true);
}

void Line::answer(const wire::Command& command, std::uint64_t seq, wire::CommandOutcome outcome) {
  wire::CommandAnswerBody body;
  body.at.boot = Box{}.boot;
  body.command = command.id;
  body.outcome = outcome;
  Box box;
  box.monitor = monitor_;
  send(box.envelope(Lane::event, seq, body, WallClock().utc_now()));
}

void Line::offer(mqtt::Item item) noexcept {
  const std::scoped_lock lock(mutex_);
  if (std::holds_alternative<mqtt::Subscribed>(item.what)) subscribed_ = true;
  const auto* message = std::get_if<mqtt::Message>(&item.what);
  if (!message) return;
  if (message->topic == wire::gateway_topic(wire::slot_of(monitor_))) {
    if (const auto epoch = wire::decode_gateway(bytes_of(message->payload))) epoch_ = *epoch;
    return;
  }
  const auto down = wire::decode_down(bytes_of(message->payload));
  if (!down) return;
  if (const auto* command = std::get_if<wire::Command>(&*down)) commands_.push_back(*command);
  if (const auto* news = std::get_if<wire::RescueNews>(&*down)) news_.push_back(*news);
  const auto* confirm = std::get_if<wire::Confirm>(&*down);
  if (!confirm) return;
  ++confirmations_;
  for (const auto& mark : confirm->lanes) marks_[{confirm->journal, mark.lane}] = mark.contiguous;
}

std::uint64_t Line::confirmed(Lane lane, std::uint64_t journal) const {
  const std::scoped_lock lock(mutex_);
  const auto found = marks_.find({journal, lane});
  return found == marks_.end() ? 0 : found->second;
}

std::size_t Line::confirmations() const {
  const std::scoped_lock lock(mutex_);
  return confirmations_;
}

std::vector<wire::Command> Line::commands() const {
  const std::scoped_lock lock(mutex_);
  return commands_;
}

std::vector<wire::RescueNews> Line::news() const {
  const std::scoped_lock lock(mutex_);
  return news_;
}

std::optional<wire::GatewayEpoch> Line::epoch() const {
  const std::scoped_lock lock(mutex_);
  return epoch_;
}

bool Line::connected() const {
  return client_.connected();
}

Plant::Plant()
    : Town(WallClock().utc_now()),
      broker(scratch.path),
      log_(scratch.path / "sms.jsonl"),
      provider_(log_, [] { return std::int64_t{0}; }),
      server_(context_, {boost::asio::ip::address_v4::loopback(), 0}, provider_) {
  city_ = std::thread([this] { context_.run(); });
  config.database_url = url;
  config.files = scratch.path;
  config.broker = {broker.services_uri(), broker.service_tls()};
  config.sms.url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/sms";
  config.sms.timeout = Milliseconds{500};
  config.back_off.first = Milliseconds{50};
  config.back_off.longest = Milliseconds{200};
  config.slots.resize(wire::kSlots);
  std::iota(config.slots.begin(), config.slots.end(), std::uint8_t{0});
}

Plant::~Plant() {
  stop_gateway();
  context_.stop();
  city_.join();
}

void Plant::start_gateway(const FaultPoints& faults) {
  stop_ = std::stop_source();
  auto ready = std::make_shared<std::atomic<bool>>(false);
  RunOptions options{stop_.get_token(), [ready] { *ready = true; }, faults};
  gateway_ = std::thread([this, options] { run(config, options); });
  REQUIRE(eventually([&] { return ready->load(); }));
}

void Plant::stop_gateway() {
  stop_.request_stop();
  if (gateway_.joinable()) gateway_.join();
}

void Plant::set_city_mode(const std::string& mode) {
  std::promise<unsigned> status;
  boost::asio::post(context_, [&] {
    status.set_value(provider_.handle({"POST", "/mode", "{\"mode\":\"" + mode + "\"}"}).status);
  });
  REQUIRE(status.get_future().get() == 200);
}

std::size_t Plant::accepted_sms() {
  std::promise<std::size_t> size;
  boost::asio::post(context_, [&] { size.set_value(log_.all().size()); });
  return size.get_future().get();
}

}  // namespace liftguard::gateway::testing
