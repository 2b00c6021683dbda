// One end of the line: a TUN interface (Linux, tun(4)) of the network namespace that this thread is in.
#pragma once

#include <cstdint>
#include <string>

namespace liftguard::line {

// A point-to-point interface with addresses in host order.
struct TunOptions {
  std::string name;
  std::uint32_t own = 0, peer = 0;
};

// Makes it and brings it up; the descriptor gives and takes IP packets, without blocking. Throws std::system_error:
// most often there is no /dev/net/tun, or the right to make interfaces is missing (CAP_NET_ADMIN).
[[nodiscard]] int open_tun(const TunOptions& options);

void bring_loopback_up();  // a new namespace's is down. Throws std::system_error

}  // namespace liftguard::line
