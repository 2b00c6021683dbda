#include "gateway/watch/clock_rules.hpp"

#include <array>
#include <fstream>

#include <unistd.h>

namespace liftguard::gateway::watch {

namespace {

std::optional<Milliseconds> if_above(Milliseconds jump, Milliseconds forward, Milliseconds back) {
  if (jump > forward || jump < -back) return jump;
  return std::nullopt;
}

}  // namespace

std::optional<Milliseconds> jump_while_away(const std::optional<ClockMark>& own, std::optional<UtcTime> newest,
                                            const ClockMark& now) {
  if (own && !now.boot.empty() && own->boot == now.boot) {
    const auto away = std::chrono::duration_cast<Milliseconds>(now.uptime - own->uptime);
    return if_above((now.at - own->at) - away, kAskAbove, kAskAbove);
  }
  if (!newest) return std::nullopt;
  return if_above(now.at - *newest, kLongestAbsence, kAskAbove);
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

}  // namespace liftguard::gateway::watch
