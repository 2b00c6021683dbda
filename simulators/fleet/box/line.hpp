// The MQTT session of one simulated box, as Paho keeps it for a real one: connected or not, publications with a tag
// that comes back with the broker's acknowledgement, and a ping now and then that must be answered.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "simulators/fleet/mqtt/packets.hpp"
#include "simulators/fleet/mqtt/tls_socket.hpp"

namespace liftguard::fleet {

class LineOwner {
 public:
  virtual ~LineOwner() = default;
  virtual void line_up() = 0;
  virtual void line_ended(const std::string& why) = 0;  // could not be made, or was lost
  virtual void line_message(mqtt::Received&& message) = 0;
  virtual void line_acknowledged(std::uint64_t tag, std::uint8_t reason) = 0;
};

class Line final : private mqtt::SocketOwner {
 public:
  // All must outlive it.
  Line(boost::asio::io_context& io, SSL_CTX& tls, LineOwner& owner) : io_(io), tls_(tls), owner_(owner) {}

  struct Target {
    const mqtt::Address& address;
    const mqtt::Credentials& credentials;
    boost::asio::ip::address source;
  };
  // Ends what there is (orderly) and begins anew; line_up or line_ended follows.
  void connect(const Target& target, const mqtt::Connect& connect);

  enum class Outcome : std::uint8_t { taken = 0, full = 1, not_connected = 2 };
  // With a tag above 0 the acknowledgement is told.
  Outcome publish(mqtt::Publication publication, std::uint64_t tag);
  void subscribe(std::span<const std::string> filters);
  void ping();  // one that was not answered before the next ends the line

  void finish();                                    // DISCONNECT: no will
  void cut();                                       // a reset
  void leave_half_open(std::chrono::seconds keep);  // the broker is told nothing
  [[nodiscard]] bool up() const { return up_; }

 private:
  void socket_open() override;
  void socket_bytes(std::span<const std::uint8_t> bytes) override;
  void socket_ended(const std::string& why) override;

  void take(mqtt::Packet&& packet);
  void take(const mqtt::ConnectAnswer& answer);
  void take(mqtt::Received&& received);
  void take(const mqtt::Acknowledged& acknowledged);
  void take(const mqtt::Subscribed& subscribed);
  void take(const mqtt::PingAnswer&) { ping_owed_ = false; }
  void take(const mqtt::Disconnected& disconnected);
  void lose(const std::string& why);
  void forget();
  [[nodiscard]] std::uint16_t free_id();

  boost::asio::io_context& io_;
  SSL_CTX& tls_;
  LineOwner& owner_;
  std::shared_ptr<mqtt::TlsSocket> socket_;
  mqtt::Bytes greeting_;  // the CONNECT, until the handshake is done
  mqtt::Reader reader_;
  std::vector<std::pair<std::uint16_t, std::uint64_t>> in_the_air_;  // packet id, tag
  std::uint16_t receive_maximum_ = 0xFFFF;
  std::uint16_t next_id_ = 1;
  bool up_ = false;
  bool ping_owed_ = false;
};

}  // namespace liftguard::fleet
