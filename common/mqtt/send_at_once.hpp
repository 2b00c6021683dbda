// Paho leaves Nagle's algorithm on and has no option for it. A publish right after a PUBACK would then wait for the
// broker's delayed acknowledgement: 40 ms on Linux (tcp(7), TCP_NODELAY).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace liftguard::mqtt {

// Sets TCP_NODELAY on every connection of this process to that port. Connections are few; nothing is opened or closed.
void send_at_once(std::uint16_t port) noexcept;

// "ssl://host:8883" -> 8883; none when the URI names none.
[[nodiscard]] std::optional<std::uint16_t> port_of(std::string_view uri);

}  // namespace liftguard::mqtt
