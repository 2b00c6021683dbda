#include "tests/unit/storage/cutting_proxy.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace liftguard::testing {

namespace {

constexpr int kTurnMs = 20;
constexpr std::string_view kCommit("commit\0", 7);  // at the end of a command, as the protocol ends it

bool readable(int socket, int timeout_ms) {
  pollfd one{.fd = socket, .events = POLLIN, .revents = 0};
  return poll(&one, 1, timeout_ms) > 0;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

int connect_local(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return server;
  close(server);
  return -1;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string socket_path)
    : socket_path_(std::move(socket_path)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 || getsockname(listener_, generic, &size) != 0)
    throw std::runtime_error("no port for the proxy");
  port_ = ntohs(address.sin_port);
  server_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

CuttingProxy::~CuttingProxy() {
  server_.request_stop();
  server_.join();
  relays_.clear();
  close(listener_);
}

void CuttingProxy::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (!readable(listener_, kTurnMs)) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) relays_.emplace_back([this, client](const std::stop_token& ended) { relay(ended, client); });
  }
}

void CuttingProxy::relay(const std::stop_token& stop, int client) {
  const int server = connect_local(socket_path_);
  bool open = server >= 0;
  while (open && !stop.stop_requested()) {
    std::array<pollfd, 2> both{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (poll(both.data(), both.size(), kTurnMs) <= 0) continue;
    if (both[0].revents != 0) open = pass_on(client, server, client);
    if (open && both[1].revents != 0) open = pass_on(server, client, client);
  }
  if (server >= 0) close(server);
  close(client);
}

bool CuttingProxy::pass_on(int from, int to, int client) {
  std::array<char, 65536> buffer{};
  const ssize_t got = recv(from, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  const Swallow lost = swallow_;
  if (lost == Swallow::all || (lost == Swallow::answers && to == client)) return true;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
  const bool commits = from == client && bytes.find(kCommit) != std::string_view::npos;
  const Cut how = commits ? cut_.exchange(Cut::none) : Cut::none;
  if (how == Cut::before_commit) return false;
  if (!send_all(to, bytes)) return false;
  if (how == Cut::none) return true;
  (void)readable(to, 5'000);  // the server's answer: COMMIT has been carried out
  return false;
}

}  // namespace liftguard::testing
