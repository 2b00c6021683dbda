// A service manager's socket, on which a test listens.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>

namespace liftguard::test {

class Supervisor {
 public:
  explicit Supervisor(const std::string& address) : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address.data(), address.size());
    if (address.front() == '@') name.sun_path[0] = '\0';
    const auto length = offsetof(sockaddr_un, sun_path) + address.size() + (address.front() == '@' ? 0U : 1U);
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&name), static_cast<socklen_t>(length)) != 0)
      throw std::runtime_error("cannot listen at " + address);
  }
  ~Supervisor() { ::close(fd_); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // The next datagram; empty where none waits.
  [[nodiscard]] std::string hear() const {
    std::array<char, 1024> bytes;
    const auto got = ::recv(fd_, bytes.data(), bytes.size(), 0);
    return got > 0 ? std::string(bytes.data(), static_cast<std::size_t>(got)) : std::string();
  }

 private:
  int fd_;
};

}  // namespace liftguard::test
