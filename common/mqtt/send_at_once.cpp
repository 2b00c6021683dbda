#include "common/mqtt/send_at_once.hpp"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>
#include <memory>

namespace liftguard::mqtt {
namespace {

std::optional<std::uint16_t> peer_port(int socket) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return std::nullopt;
  if (peer.ss_family != AF_INET && peer.ss_family != AF_INET6) return std::nullopt;
  // The port stands at the same place in both families' addresses.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&peer)->sin_port);
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

}  // namespace

void send_at_once(std::uint16_t port) noexcept {
  const std::unique_ptr<DIR, CloseDirectory> open_files(::opendir("/proc/self/fd"));
  if (!open_files) return;
  while (const dirent* entry = ::readdir(open_files.get())) {
    int file = -1;
    const char* end = entry->d_name + std::strlen(entry->d_name);
    if (std::from_chars(entry->d_name, end, file).ec != std::errc{} || peer_port(file) != port) continue;
    const int on = 1;
    static_cast<void>(::setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));  // slower without, no worse
  }
}

std::optional<std::uint16_t> port_of(std::string_view uri) {
  const auto colon = uri.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(uri.data() + colon + 1, uri.data() + uri.size(), port);
  if (error != std::errc{} || end != uri.data() + uri.size()) return std::nullopt;
  return port;
}

}  // namespace liftguard::mqtt
