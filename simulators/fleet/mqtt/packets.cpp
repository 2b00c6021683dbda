#include "simulators/fleet/mqtt/packets.hpp"

#include <algorithm>
#include <stdexcept>

namespace liftguard::fleet::mqtt {
namespace {

// MQTT 5, 2.1.2: the packet's kind in the upper half of its first byte.
enum class Kind : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  subscribe = 8,
  suback = 9,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14,
};

constexpr std::size_t kMostPacket = std::size_t{1} << 20;  // far above what our broker lets pass

void put_u16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

void put_text(Bytes& out, std::string_view text) {
  put_u16(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

void put_binary(Bytes& out, View bytes) {
  put_u16(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// 1.5.5: seven bits a byte, the lowest first.
void put_length(Bytes& out, std::size_t value) {
  do {
    const auto low = static_cast<std::uint8_t>(value & 0x7F);
    value >>= 7;
    out.push_back(value > 0 ? static_cast<std::uint8_t>(low | 0x80) : low);
  } while (value > 0);
}

Bytes packet(Kind kind, std::uint8_t flags, View body) {
  Bytes out;
  out.reserve(body.size() + 5);
  out.push_back(static_cast<std::uint8_t>(static_cast<std::uint8_t>(kind) << 4 | flags));
  put_length(out, body.size());
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads a packet's body from its front. Throws Malformed.
class Body {
 public:
  explicit Body(View bytes) : bytes_(bytes) {}

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  View take(std::size_t count) {
    if (count > bytes_.size()) throw Malformed("a packet ends too early");
    const auto out = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return out;
  }
  std::uint8_t u8() { return take(1)[0]; }
  std::uint16_t u16() {
    const auto two = take(2);
    return static_cast<std::uint16_t>(two[0] << 8 | two[1]);
  }
  std::size_t length() {
    std::size_t out = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const auto byte = u8();
      out |= static_cast<std::size_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return out;
    }
    throw Malformed("a length has more than four bytes");
  }
  View rest() { return take(bytes_.size()); }
  Body properties() { return Body(take(length())); }

 private:
  View bytes_;
};

// 2.2.2.2: how long each property's value is. The broker sends these to a client.
void skip_value(Body& properties, std::uint8_t property) {
  switch (property) {
    case 0x24:  // maximum QoS
    case 0x25:  // retain available
    case 0x28:  // wildcard subscriptions available
    case 0x29:  // subscription identifiers available
    case 0x2A:  // shared subscriptions available
    case 0x01:  // payload format
      properties.take(1);
      return;
    case 0x13:  // server keep alive
    case 0x21:  // receive maximum
    case 0x22:  // topic alias maximum
    case 0x23:  // topic alias
      properties.take(2);
      return;
    case 0x11:  // session expiry interval
    case 0x27:  // maximum packet size
    case 0x02:  // message expiry interval
      properties.take(4);
      return;
    case 0x0B:  // subscription identifier
      properties.length();
      return;
    case 0x26:  // user property
      properties.take(properties.u16());
      properties.take(properties.u16());
      return;
    case 0x03:  // content type
    case 0x08:  // response topic
    case 0x09:  // correlation data
    case 0x12:  // assigned client identifier
    case 0x15:  // authentication method
    case 0x16:  // authentication data
    case 0x1A:  // response information
    case 0x1C:  // server reference
    case 0x1F:  // reason string
      properties.take(properties.u16());
      return;
    default:
      throw Malformed("unknown property " + std::to_string(property));
  }
}

ConnectAnswer read_connect_answer(Body body) {
  constexpr std::uint8_t kReceiveMaximum = 0x21;
  ConnectAnswer out;
  body.u8();  // session present
  out.reason = body.u8();
  if (body.empty()) return out;
  auto properties = body.properties();
  while (!properties.empty()) {
    const auto property = properties.u8();
    if (property == kReceiveMaximum)
      out.receive_maximum = properties.u16();
    else
      skip_value(properties, property);
  }
  return out;
}

Received read_publish(Body body, std::uint8_t flags) {
  Received out;
  out.qos = static_cast<std::uint8_t>(flags >> 1 & 3);
  out.retained = (flags & 1) != 0;
  const auto topic = body.take(body.u16());
  out.topic.assign(topic.begin(), topic.end());
  if (out.qos > 0) out.id = body.u16();
  body.properties();
  const auto payload = body.rest();
  out.payload.assign(payload.begin(), payload.end());
  return out;
}

Acknowledged read_acknowledged(Body body) {
  Acknowledged out{body.u16(), 0};
  if (!body.empty()) out.reason = body.u8();
  return out;
}

Subscribed read_subscribed(Body body) {
  body.u16();
  body.properties();
  const auto reasons = body.rest();
  return {Bytes(reasons.begin(), reasons.end())};
}

Packet read_packet(std::uint8_t head, Body body) {
  switch (static_cast<Kind>(head >> 4)) {
    case Kind::connack:
      return read_connect_answer(body);
    case Kind::publish:
      return read_publish(body, head & 0x0F);
    case Kind::puback:
      return read_acknowledged(body);
    case Kind::suback:
      return read_subscribed(body);
    case Kind::pingresp:
      return PingAnswer{};
    case Kind::disconnect:
      return Disconnected{body.empty() ? std::uint8_t{0} : body.u8()};
    case Kind::connect:
    case Kind::subscribe:
    case Kind::pingreq:
      break;
  }
  throw Malformed("a packet that no broker sends: " + std::to_string(head));
}

}  // namespace

Bytes encode(const Connect& connect) {
  constexpr std::uint8_t kVersion = 5;
  constexpr std::uint8_t kCleanStart = 0x02, kWill = 0x04, kWillQos1 = 0x08, kWillRetain = 0x20;
  Bytes body;
  put_text(body, "MQTT");
  body.push_back(kVersion);
  body.push_back(kCleanStart | kWill | kWillQos1 | kWillRetain);
  put_u16(body, connect.keep_alive_s);
  put_length(body, 0);  // properties
  put_text(body, connect.client_id);
  put_length(body, 0);  // of the will
  put_text(body, connect.will_topic);
  put_binary(body, connect.will);
  return packet(Kind::connect, 0, body);
}

Bytes encode(const Publication& publication) {
  Bytes body;
  body.reserve(publication.topic.size() + publication.payload.size() + 8);
  put_text(body, publication.topic);
  if (publication.qos > 0) put_u16(body, publication.id);
  put_length(body, 0);  // properties
  body.insert(body.end(), publication.payload.begin(), publication.payload.end());
  const auto flags =
      (publication.duplicate ? 8U : 0U) | unsigned{publication.qos} << 1 | (publication.retained ? 1U : 0U);
  return packet(Kind::publish, static_cast<std::uint8_t>(flags), body);
}

Bytes encode_subscribe(std::uint16_t id, std::span<const std::string> filters) {
  Bytes body;
  put_u16(body, id);
  put_length(body, 0);
  for (const auto& filter : filters) {
    put_text(body, filter);
    body.push_back(1);  // QoS 1
  }
  return packet(Kind::subscribe, 2, body);
}

Bytes encode_acknowledgement(std::uint16_t id) {
  Bytes body;
  put_u16(body, id);
  return packet(Kind::puback, 0, body);
}

Bytes encode_ping() {
  return packet(Kind::pingreq, 0, {});
}

Bytes encode_disconnect() {
  return packet(Kind::disconnect, 0, {});
}

Result<std::optional<Packet>> Reader::next() {
  try {
    std::size_t length = 0, at = 1;
    for (unsigned shift = 0;; shift += 7, ++at) {
      if (at >= buffer_.size()) return std::optional<Packet>{};
      if (shift >= 28) throw Malformed("a length has more than four bytes");
      length |= static_cast<std::size_t>(buffer_[at] & 0x7F) << shift;
      if (buffer_[at] < 0x80) break;
    }
    const auto begin = at + 1;
    if (length > kMostPacket) throw Malformed("a packet of " + std::to_string(length) + " bytes");
    if (buffer_.size() < begin + length) return std::optional<Packet>{};
    std::optional<Packet> out = read_packet(buffer_[0], Body(View(buffer_).subspan(begin, length)));
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin + length));
    if (buffer_.empty()) buffer_.shrink_to_fit();
    return out;
  } catch (const Malformed& malformed) {
    return refuse("malformed", malformed.what());
  }
}

}  // namespace liftguard::fleet::mqtt
