// The gate of ingest, without storage: bytes on a topic become a message whose sender and form are beyond doubt, or a
// dead letter with its reason (fault rows E1-E3, E7). The retained flag plays no part (E12).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "common/wire/state.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/dead_letter.hpp"

namespace liftguard::gateway {

// What a message came by; what answers it goes back the same way.
enum class Broker : std::uint8_t { main = 0, alarm = 1 };

// The session that a message came by.
struct Origin {
  std::uint8_t slot = 0;
  std::uint64_t epoch = 0;  // with which this process held the slot then (gateway/leases)
  Broker broker = Broker::main;
};

// As it came from the broker. A payload above wire::kMaxUpBytes is kept up to there; `size` is the true one.
struct Incoming {
  Origin origin;
  std::string topic;
  std::string payload;
  std::size_t size = 0;
};

using Admission = std::variant<wire::Envelope, wire::State, DeadLetter>;

// Never throws, whatever the bytes.
[[nodiscard]] Admission admit(const Incoming& incoming);

}  // namespace liftguard::gateway
