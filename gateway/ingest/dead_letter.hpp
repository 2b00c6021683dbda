// Why a message was set aside, in words that an operator can act on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/event_kind.hpp"

namespace liftguard::gateway {

// Numbers are those of the table dead_letters.
enum class DeadReason : std::uint8_t {
  bad_topic = 1,
  too_large = 2,
  malformed = 3,
  absurd = 4,
  wrong_identity = 5,  // fault row E7
  wrong_lane = 6,
  unknown_monitor = 7,   // fault row E15
  content_conflict = 8,  // fault row E5
  not_processable = 9,   // fault row B17
  revoked = 10,          // fault row E10
};

struct ReasonWords {
  std::string_view code;  // for programs and logs
  std::string_view zh;
  std::string_view en;
};

[[nodiscard]] const ReasonWords& words_of(DeadReason reason);
[[nodiscard]] std::optional<DeadReason> reason_of(std::string_view code);

struct DeadLetter {
  DeadReason reason = DeadReason::malformed;
  std::string detail;        // what exactly, in English
  std::string topic;         // made printable
  std::string monitor;       // by the topic, which the broker has checked; empty: the topic names none
  std::optional<Lane> lane;  // none: not on an up topic
};

}  // namespace liftguard::gateway
