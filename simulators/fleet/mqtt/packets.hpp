// The packets of MQTT 5 (OASIS, 2019) that a box sends and gets, as bytes and back. For the simulator alone, which
// needs ten thousand sessions in one process; boxes and gateway use common/mqtt.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::fleet::mqtt {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

// Clean start; the will has QoS 1 and is retained, as the box's.
struct Connect {
  std::string_view client_id;
  std::uint16_t keep_alive_s = 60;
  std::string_view will_topic;
  View will;
};

struct Publication {
  std::string_view topic;
  View payload;
  std::uint8_t qos = 1;  // 0 or 1
  bool retained = false;
  bool duplicate = false;  // the DUP flag
  std::uint16_t id = 0;    // with QoS 1; not 0 then
};

[[nodiscard]] Bytes encode(const Connect& connect);
[[nodiscard]] Bytes encode(const Publication& publication);
[[nodiscard]] Bytes encode_subscribe(std::uint16_t id, std::span<const std::string> filters);  // QoS 1
[[nodiscard]] Bytes encode_acknowledgement(std::uint16_t id);                                  // PUBACK, success
[[nodiscard]] Bytes encode_ping();
[[nodiscard]] Bytes encode_disconnect();  // normal: no will is published

struct ConnectAnswer {
  std::uint8_t reason = 0;                 // 0: taken
  std::uint16_t receive_maximum = 0xFFFF;  // publishes of QoS 1 that may wait for their PUBACK
};
struct Received {
  std::string topic;
  Bytes payload;
  std::uint8_t qos = 0;
  bool retained = false;
  std::uint16_t id = 0;
};
struct Acknowledged {
  std::uint16_t id = 0;
  std::uint8_t reason = 0;  // 0x80 and above: refused
};
struct Subscribed {
  Bytes reasons;  // one a filter; 0x80 and above: refused
};
struct PingAnswer {};
struct Disconnected {
  std::uint8_t reason = 0;
};
using Packet = std::variant<ConnectAnswer, Received, Acknowledged, Subscribed, PingAnswer, Disconnected>;

inline constexpr std::uint8_t kRefused = 0x80;

// Cuts a stream of bytes into packets.
class Reader {
 public:
  void take(View bytes) { buffer_.insert(buffer_.end(), bytes.begin(), bytes.end()); }

  // The next whole packet, if there is one. Refusal "malformed": the stream cannot be read any further.
  [[nodiscard]] Result<std::optional<Packet>> next();

 private:
  Bytes buffer_;
};

}  // namespace liftguard::fleet::mqtt
