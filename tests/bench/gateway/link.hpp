// The least of an MQTT 3.1.1 client that keeps a broker busy: one TLS connection, QoS 1 both ways, no copies to spare.
// It shares no code with the product, and nothing of it is fit for anything but a bench.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace liftguard::bench {

struct Door {
  std::string host = "localhost";
  int port = 0;
  std::string ca;
  std::string certificate;
  std::string key;
};

// For one thread. Everything throws std::runtime_error when the connection is lost.
class Link {
 public:
  using Heard = std::function<void(std::string_view topic, std::string_view payload)>;

  // Connects with a clean session; waits at most 10 s for it.
  Link(const Door& door, const std::string& client_id);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void subscribe(std::string_view filter, int qos);
  void publish(std::string_view topic, std::string_view payload, int qos = 1);  // written by the next pump()

  // Writes what waits and reads what is there, for at most `patience` if there is neither. What was published to us
  // with QoS 1 is acknowledged when `heard` returns.
  void pump(std::chrono::milliseconds patience, const Heard& heard);

  [[nodiscard]] std::size_t unwritten() const { return out_.size() - written_; }
  [[nodiscard]] std::uint64_t acknowledged() const { return acknowledged_; }  // PUBACKs so far

 private:
  struct Tls;

  void packet(std::uint8_t first, std::string_view body);
  bool write_some();
  bool read_some();
  void take_packets(const Heard& heard);
  void take(std::uint8_t first, std::string_view body, const Heard& heard);
  void wait(std::chrono::milliseconds patience);

  std::unique_ptr<Tls> tls_;
  std::string out_;
  std::size_t written_ = 0;
  std::string in_;
  std::uint16_t next_packet_ = 0;
  std::uint64_t acknowledged_ = 0;
  bool accepted_ = false;
};

}  // namespace liftguard::bench
