// The one wrapper of Paho MQTT C++, for the box and the gateway. MQTT 5, because a broker that refuses a message by its
// access list says so in the PUBACK's reason code (under 3.1.1 it acknowledges in silence), and for the will's delay.
//
// What it keeps from its users, who all fell into it once: the callback is set before connect; it copies into the
// user's Sink and returns; no exception leaves it; Paho's consumer queue (acknowledges first, loses then), its file
// persistence (resends and loses) and its automatic reconnect (hides the state from whoever must decide) are not used.
//
// Every connect() is a new Paho client and a new connection number. All that happens is reported as an Item with that
// number, so that whatever comes late from an older connection can be told and dropped.
//
// Threads: the functions of a Client are called by one thread at a time, never from Sink::offer.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/mqtt/server_dates.hpp"

namespace liftguard::mqtt {

// Files in PEM. The server's certificate must be signed by `ca` and carry the host's name; TLS 1.2 or newer.
struct Tls {
  std::string ca;
  std::string certificate;  // both or neither
  std::string key;
};

struct WillMessage {
  std::string topic;
  std::string payload;
  bool retained = false;
};

enum class Session : std::uint8_t {
  clean = 0,      // ends with the connection
  persistent = 1  // the broker keeps subscriptions and queues QoS 1 while away
};

// What is published while the broker's Receive Maximum (MQTT 5, 3.2.2.3.3; Mosquitto: 20) is in the air.
//
// Paho C 1.3.12 takes it into a queue, and when a client with something in that queue is destroyed it loses that
// memory: topic and payload and some 150 bytes a message. A program that may have to give up a connection every few
// seconds for months leaves the queue empty.
enum class Excess : std::uint8_t {
  queued = 0,  // by Paho
  full = 1,    // is answered with PublishOutcome::full
};

struct ClientOptions {
  std::string uri;  // "ssl://host:port"; "tcp://host:port" for tests of brokers without TLS
  std::string client_id;
  std::optional<Tls> tls{};  // must be set with ssl:// and only then
  ServerDates server_dates = ByHostClock{};
  Session session = Session::clean;
  std::chrono::seconds keep_alive{30};
  std::chrono::seconds connect_timeout{10};
  std::optional<WillMessage> will{};
  std::size_t max_unacknowledged = 64;  // publishes of QoS 1 that wait for their PUBACK
  Excess excess = Excess::queued;       // up to that many
};

struct Message {
  std::string topic;
  std::string payload;
  bool retained = false;
  bool duplicate = false;
};
struct Connected {
  bool session_present = false;
};
struct ConnectFailed {
  std::string reason;
};
inline constexpr int kSessionTakenOver = 0x8E;  // MQTT 5, 3.14.2.1: another client has connected with this client id

struct Lost {  // comes once, after Connected
  std::string reason;
  int reason_code = 0;  // of the broker's DISCONNECT; 0: it said none
};
// The broker's PUBACK; says nothing about durability.
struct Acknowledged {
  std::uint64_t tag = 0;
  int reason_code = 0;  // MQTT 5, 3.4.2.1; 0x80 and above: refused (0x87 not authorised, 0x97 quota); -1: not sent
};
struct Subscribed {
  std::string filter;
  bool granted = false;
};

struct Item {
  std::uint64_t connection = 0;
  std::variant<Message, Connected, ConnectFailed, Lost, Acknowledged, Subscribed> what;
};

// Where items go. Called on Paho's one thread for all clients of the process: must not wait, and drops (and counts)
// when its queue is full.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void offer(Item item) noexcept = 0;
};

struct Publication {
  std::string topic;
  std::string payload;
  int qos = 1;  // 0 or 1
  bool retained = false;
  std::uint64_t tag = 0;  // comes back in Acknowledged (QoS 1)
};

enum class PublishOutcome : std::uint8_t {
  taken = 0,  // handed to Paho; Acknowledged or Lost follows
  not_connected = 1,
  full = 2,    // max_unacknowledged reached, or the broker's Receive Maximum where Excess says so
  refused = 3  // Paho would not have it
};

class Client {
 public:
  // Throws std::invalid_argument for options that cannot be. `sink` must outlive the client.
  Client(ClientOptions options, Sink& sink);
  ~Client();  // says DISCONNECT if it can, waits for nothing
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Ends the connection there is, if any (with a DISCONNECT if it can), and starts a new one; returns with its number
  // without waiting for it. Connected or ConnectFailed follows. The will may change from connection to connection.
  std::uint64_t connect();
  std::uint64_t connect(std::optional<WillMessage> will);

  // From the next connect() on; a renewed certificate, say. Throws std::invalid_argument for a client without TLS.
  void use(Tls tls);

  // From the next connect() on: another listener of the broker, or another broker. Throws std::invalid_argument.
  void go_to(std::string uri);

  // From the next connect() on. Of the clients of a process those with a wish of their own connect one at a time: see
  // judge_server_dates().
  void judge(ServerDates dates) { options_.server_dates = dates; }

  // Returns at once; Subscribed follows for each filter. False: not connected.
  bool subscribe(const std::vector<std::string>& filters, int qos);

  [[nodiscard]] PublishOutcome publish(Publication publication);  // never waits

  // Says DISCONNECT (no will is published), waits at most `patience` for what was published, and ends the connection.
  void disconnect(std::chrono::milliseconds patience);

  [[nodiscard]] bool connected() const;
  [[nodiscard]] std::uint64_t connection() const;    // number of the newest
  [[nodiscard]] std::size_t unacknowledged() const;  // of the newest connection

 private:
  class Connection;
  ClientOptions options_;
  Sink& sink_;
  std::uint64_t number_ = 0;
  std::unique_ptr<Connection> current_;
};

}  // namespace liftguard::mqtt
