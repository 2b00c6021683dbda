// Strongly typed 64-bit ids, made by the application, time-ordered: 41 bits of milliseconds since 2024-01-01,
// 10 bits of node, 12 bits of sequence. Positive, below 2^63; strings in JSON (2^53 is JavaScript's end).
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard {

template <class Tag>
struct Id {
  std::int64_t value = 0;  // 0 is no id

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

using AccountId = Id<struct AccountTag>;
using ContactId = Id<struct ContactTag>;
using DispatchId = Id<struct DispatchTag>;
using DistrictId = Id<struct DistrictTag>;
using ElevatorId = Id<struct ElevatorTag>;
using EventId = Id<struct EventTag>;
using LimitId = Id<struct LimitTag>;
using NoticeId = Id<struct NoticeTag>;
using OrderId = Id<struct OrderTag>;
using UnitId = Id<struct UnitTag>;

[[nodiscard]] std::string id_text(std::int64_t value);
[[nodiscard]] std::optional<std::int64_t> parse_id(std::string_view text);  // decimal, 1 .. 2^63-1, nothing else

template <class Tag>
[[nodiscard]] std::string to_string(Id<Tag> id) {
  return id_text(id.value);
}

// Thread-safe. Never gives the same id twice while its node number is its own, also when the clock steps back.
class IdMaker {
 public:
  IdMaker(const CivilClock& clock, std::uint16_t node);  // node: 0 .. 1023, leased in the database

  template <class Tag>
  [[nodiscard]] Id<Tag> make() {
    return Id<Tag>{next()};
  }

 private:
  std::int64_t next();

  const CivilClock& clock_;
  std::int64_t node_;
  std::mutex mutex_;
  std::int64_t last_ms_ = 0;
  std::int64_t sequence_ = 0;
};

}  // namespace liftguard

template <class Tag>
struct std::hash<liftguard::Id<Tag>> {
  std::size_t operator()(liftguard::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
