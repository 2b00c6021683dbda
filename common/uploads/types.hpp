// What goes to regulators' platforms: receivers, and the rows that wait for them. Numbers of the enums are those of the
// tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"

namespace liftguard::uploads {

using ReceiverId = Id<struct UploadReceiverTag>;
using UploadId = Id<struct UploadTag>;

enum class Kind : std::uint8_t { event = 1, order_step = 2 };

enum class State : std::uint8_t {
  pending = 1,
  claimed = 2,   // a gateway is sending it
  accepted = 3,  // the receiver said so, or a person who asked there
  rejected = 4,  // the receiver refused it with a reason, or a person gave it up
  unknown = 5    // it was sent, and nobody knows whether it was taken: a person decides
};
[[nodiscard]] std::string_view name_of(State state);
[[nodiscard]] std::string_view chinese(State state);
[[nodiscard]] std::optional<State> state_named(std::string_view name);

// What a receiver does with a key that it has taken already. Where nobody has said, nothing is sent a second time
// without a person's word.
enum class Repeats : std::uint8_t { unknown = 0, idempotent = 1 };

// Events that the receiver's dialect has no number for.
enum class Uncoded : std::uint8_t { by_name = 1, left_out = 2 };

struct BackOff {
  Milliseconds first{5'000};
  Milliseconds longest{900'000};

  bool operator==(const BackOff&) const = default;
};

struct Receiver {
  ReceiverId id{};
  std::string name{};                    // [a-z0-9-]{1,32}, unique
  std::vector<std::string> districts{};  // codes: whose elevators it is told of
  std::string url{};                     // http or https
  std::string ca{};                      // file on the gateway's host; empty: the system's authorities
  std::string token_file{};              // the same; empty: no token is sent
  std::string dialect{};
  Repeats repeats = Repeats::unknown;
  Uncoded uncoded = Uncoded::by_name;
  int per_second = 10;  // requests begun, by all gateways together
  int parallel = 4;     // requests under way, by one gateway
  Milliseconds timeout{10'000};
  BackOff back_off{};

  bool operator==(const Receiver&) const = default;
};

}  // namespace liftguard::uploads
