#include "simulators/fleet/box/line.hpp"

#include <algorithm>

namespace liftguard::fleet {

using mqtt::TlsSocket;

void Line::connect(const Target& target, const mqtt::Connect& connect) {
  finish();
  greeting_ = mqtt::encode(connect);
  socket_ = std::make_shared<TlsSocket>(io_, tls_, static_cast<mqtt::SocketOwner&>(*this));
  socket_->start(target.address, target.credentials, target.source);
}

void Line::socket_open() {
  socket_->write(std::exchange(greeting_, {}));
}

void Line::socket_bytes(std::span<const std::uint8_t> bytes) {
  reader_.take(bytes);
  const auto socket = socket_;
  while (socket_ == socket) {  // what is taken may end the line
    auto packet = reader_.next();
    if (!packet) return lose(packet.error().detail);
    if (!*packet) return;
    take(std::move(**packet));
  }
}

void Line::socket_ended(const std::string& why) {
  lose(why);
}

void Line::take(mqtt::Packet&& packet) {
  std::visit([this](auto& one) { take(std::move(one)); }, packet);
}

void Line::take(const mqtt::ConnectAnswer& answer) {
  if (answer.reason != 0) return lose("refused by the broker, MQTT reason " + std::to_string(answer.reason));
  receive_maximum_ = answer.receive_maximum;
  up_ = true;
  owner_.line_up();
}

void Line::take(mqtt::Received&& received) {
  const auto id = received.id;
  const auto socket = socket_;
  owner_.line_message(std::move(received));
  if (id != 0 && socket_ == socket) socket_->write(mqtt::encode_acknowledgement(id));
}

void Line::take(const mqtt::Acknowledged& acknowledged) {
  const auto found = std::find_if(in_the_air_.begin(), in_the_air_.end(),
                                  [&](const auto& one) { return one.first == acknowledged.id; });
  if (found == in_the_air_.end()) return;
  const auto tag = found->second;
  in_the_air_.erase(found);
  if (tag != 0) owner_.line_acknowledged(tag, acknowledged.reason);
}

void Line::take(const mqtt::Subscribed& subscribed) {
  const auto refused = [](std::uint8_t reason) { return reason >= mqtt::kRefused; };
  if (std::any_of(subscribed.reasons.begin(), subscribed.reasons.end(), refused)) lose("a subscription was refused");
}

void Line::take(const mqtt::Disconnected& disconnected) {
  lose("sent away by the broker, MQTT reason " + std::to_string(disconnected.reason));
}

std::uint16_t Line::free_id() {
  for (;;) {
    const auto id = next_id_;
    next_id_ = next_id_ == 0xFFFF ? std::uint16_t{1} : static_cast<std::uint16_t>(next_id_ + 1);
    if (std::none_of(in_the_air_.begin(), in_the_air_.end(), [id](const auto& one) { return one.first == id; }))
      return id;
  }
}

Line::Outcome Line::publish(mqtt::Publication publication, std::uint64_t tag) {
  if (!up_) return Outcome::not_connected;
  if (publication.qos > 0) {
    if (in_the_air_.size() >= receive_maximum_) return Outcome::full;
    publication.id = free_id();
  }
  if (!socket_->write(mqtt::encode(publication))) return Outcome::full;
  if (publication.qos > 0) in_the_air_.emplace_back(publication.id, tag);
  return Outcome::taken;
}

void Line::subscribe(std::span<const std::string> filters) {
  if (up_) socket_->write(mqtt::encode_subscribe(free_id(), filters));
}

void Line::ping() {
  if (!up_) return;
  if (std::exchange(ping_owed_, true)) return lose("the broker answers no ping");
  socket_->write(mqtt::encode_ping());
}

void Line::forget() {
  socket_.reset();
  greeting_ = {};
  reader_ = {};
  in_the_air_.clear();
  up_ = ping_owed_ = false;
}

void Line::lose(const std::string& why) {
  if (socket_ == nullptr) return;
  socket_->close(TlsSocket::Manner::cut);
  forget();
  owner_.line_ended(why);
}

void Line::finish() {
  if (socket_ == nullptr) return;
  if (up_) socket_->write(mqtt::encode_disconnect());
  socket_->close(up_ ? TlsSocket::Manner::orderly : TlsSocket::Manner::cut);
  forget();
}

void Line::cut() {
  if (socket_ != nullptr) socket_->close(TlsSocket::Manner::cut);
  forget();
}

void Line::leave_half_open(std::chrono::seconds keep) {
  if (socket_ != nullptr) socket_->leave_half_open(keep);
  forget();
}

}  // namespace liftguard::fleet
