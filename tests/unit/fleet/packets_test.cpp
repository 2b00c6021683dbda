// The simulator's MQTT 5 packets, byte by byte as the standard's own examples and tables say.
#include <catch2/catch.hpp>

#include "simulators/fleet/mqtt/packets.hpp"

using namespace liftguard::fleet::mqtt;

namespace {

Bytes bytes(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::uint8_t>(value));
  return out;
}

std::optional<Packet> read_one(const Bytes& stream) {
  Reader reader;
  reader.take(stream);
  auto packet = reader.next();
  REQUIRE(packet.has_value());
  return std::move(*packet);
}

std::string reading(const Bytes& stream) {
  Reader reader;
  reader.take(stream);
  const auto packet = reader.next();
  return packet ? "read" : packet.error().code;
}

}  // namespace

TEST_CASE("a CONNECT says version 5, clean start, a retained will of QoS 1, and its name") {
  const auto will = bytes({7, 8});
  CHECK(encode(Connect{"LG", 60, "w", will}) ==
        bytes({0x10, 23, 0, 4, 'M', 'Q', 'T', 'T', 5, 0x2E, 0, 60, 0, 0, 2, 'L', 'G', 0, 0, 1, 'w', 0, 2, 7, 8}));
}

TEST_CASE("a PUBLISH carries its flags, and a packet id only with QoS 1") {
  const auto payload = bytes({9});
  CHECK(encode(Publication{"t", payload, 1, false, true, 0x0102}) == bytes({0x3A, 7, 0, 1, 't', 1, 2, 0, 9}));
  CHECK(encode(Publication{"t", payload, 0, true}) == bytes({0x31, 5, 0, 1, 't', 0, 9}));
}

TEST_CASE("a length above 127 takes two bytes") {
  const Bytes payload(200, 1);
  const auto packet = encode(Publication{"t", payload, 0});
  CHECK(packet[1] == 0xCC);  // 204 = 1 * 128 + 76
  CHECK(packet[2] == 0x01);
  CHECK(packet.size() == 207);
}

TEST_CASE("a SUBSCRIBE asks for QoS 1 of each filter; a PUBACK of success is two bytes long") {
  const std::vector<std::string> filters{"a", "b"};
  CHECK(encode_subscribe(3, filters) == bytes({0x82, 11, 0, 3, 0, 0, 1, 'a', 1, 0, 1, 'b', 1}));
  CHECK(encode_acknowledgement(0x0304) == bytes({0x40, 2, 3, 4}));
}

TEST_CASE("what a broker answers is read, with properties of every kind passed over") {
  // Topic alias maximum, maximum packet size, assigned client id, receive maximum.
  const auto answer =
      read_one(bytes({0x20, 19, 0, 0, 16, 0x22, 0, 10, 0x27, 0, 1, 0, 0, 0x12, 0, 2, 'i', 'd', 0x21, 0, 20}));
  REQUIRE(answer);
  CHECK(std::get<ConnectAnswer>(*answer).receive_maximum == 20);
  CHECK(std::get<ConnectAnswer>(*read_one(bytes({0x20, 3, 0, 0x87, 0}))).reason == 0x87);
  CHECK(std::get<Acknowledged>(*read_one(bytes({0x40, 3, 1, 0, 0x10}))).id == 256);
  CHECK(std::get<Acknowledged>(*read_one(bytes({0x40, 4, 0, 1, 0x87, 0}))).reason == 0x87);
  CHECK(std::get<Subscribed>(*read_one(bytes({0x90, 5, 0, 1, 0, 1, 0x80}))).reasons == bytes({1, 0x80}));
  CHECK(std::holds_alternative<PingAnswer>(*read_one(bytes({0xD0, 0}))));
  CHECK(std::get<Disconnected>(*read_one(bytes({0xE0, 2, 0x8E, 0}))).reason == 0x8E);
  const auto message = std::get<Received>(*read_one(bytes({0x33, 8, 0, 1, 't', 0, 5, 0, 1, 2})));
  CHECK(message.topic == "t");
  CHECK(message.id == 5);
  CHECK(message.retained);
  CHECK(message.payload == bytes({1, 2}));
}

TEST_CASE("a stream is cut wherever it likes") {
  auto stream = bytes({0xD0, 0, 0x40, 2, 0, 7, 0x30, 5, 0, 1, 't', 0, 9});
  Reader reader;
  std::size_t packets = 0;
  for (const auto byte : stream) {
    reader.take(std::span(&byte, 1));
    while (reader.next().value()) ++packets;
  }
  CHECK(packets == 3);
}

TEST_CASE("what no broker sends ends the stream") {
  CHECK(reading(bytes({0x10, 0})) == "malformed");                          // a CONNECT
  CHECK(reading(bytes({0x40, 1, 0})) == "malformed");                       // a PUBACK without its id
  CHECK(reading(bytes({0x30, 3, 0, 9, 't'})) == "malformed");               // a topic longer than the packet
  CHECK(reading(bytes({0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1})) == "malformed");  // a length of five bytes
  CHECK(reading(bytes({0x20, 5, 0, 0, 2, 0x7F, 0})) == "malformed");        // an unknown property
  CHECK(reading(bytes({0x30, 0xFF, 0xFF, 0x7F})) == "malformed");           // two megabytes
}
