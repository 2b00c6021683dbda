// When to warn of what ends (fault row J4): certificates, authorities, revocation lists. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::gateway::expiry {

// Each stage is told once.
enum class Stage : std::uint8_t {
  far = 0,    // nothing to say
  month = 1,  // 30 days are left
  week = 2,   // 7
  day = 3,    // 1
  over = 4
};

[[nodiscard]] Stage stage_of(UtcTime ends, UtcTime now);

// What it is in words, by its name in the table: "broker", "services-ca", "boxes.crl", ...
struct Words {
  std::string_view zh, en;
};
[[nodiscard]] Words words_of(std::string_view name);

}  // namespace liftguard::gateway::expiry
