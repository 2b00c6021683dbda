// A source of trace rows that a test writes by hand.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace liftguard::test {

class Source {
 public:
  explicit Source(const std::filesystem::path& path) : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 1) != 0)
      throw std::runtime_error("no socket for rows");
  }
  ~Source() {
    hang_up();
    ::close(listener_);
  }
  void say(const std::string& text) {
    if (peer_ < 0) peer_ = ::accept(listener_, nullptr, nullptr);
    if (::send(peer_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("the rows are not taken");
  }
  void hang_up() {
    if (peer_ >= 0) ::close(peer_);
    peer_ = -1;
  }

 private:
  int listener_;
  int peer_ = -1;
};

}  // namespace liftguard::test
