#include "simulators/line/tun.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace liftguard::line {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// Settings of interfaces are made through any socket (netdevice(7)).
class Settings {
 public:
  Settings() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) fail("a socket for settings");
  }
  ~Settings() { ::close(socket_); }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  void address(unsigned long request, const std::string& name, std::uint32_t address) const {
    auto wanted = request_for(name);
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_addr.s_addr = htonl(address);
    std::memcpy(&wanted.ifr_addr, &in, sizeof in);
    if (::ioctl(socket_, request, &wanted) != 0) fail("an address of " + name);
  }

  void bring_up(const std::string& name) const {
    auto wanted = request_for(name);
    if (::ioctl(socket_, SIOCGIFFLAGS, &wanted) != 0) fail("the flags of " + name);
    wanted.ifr_flags = static_cast<short>(wanted.ifr_flags | IFF_UP | IFF_RUNNING);
    if (::ioctl(socket_, SIOCSIFFLAGS, &wanted) != 0) fail("bringing up " + name);
  }

  static ifreq request_for(const std::string& name) {
    ifreq out{};
    name.copy(out.ifr_name, IFNAMSIZ - 1);
    return out;
  }

 private:
  int socket_;
};

}  // namespace

int open_tun(const TunOptions& options) {
  const int fd = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) fail("/dev/net/tun");
  try {
    auto wanted = Settings::request_for(options.name);
    wanted.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (::ioctl(fd, TUNSETIFF, &wanted) != 0) fail("making the interface " + options.name);
    const Settings settings;
    settings.address(SIOCSIFADDR, options.name, options.own);
    settings.address(SIOCSIFDSTADDR, options.name, options.peer);
    settings.bring_up(options.name);
  } catch (...) {
    ::close(fd);
    throw;
  }
  return fd;
}

void bring_loopback_up() {
  Settings().bring_up("lo");
}

}  // namespace liftguard::line
