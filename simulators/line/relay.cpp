#include "simulators/line/relay.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace liftguard::line {
namespace {

constexpr std::size_t kLargestPacket = 65'535;  // of IPv4

}  // namespace

Relay::Relay(int near, int far, const Weather& weather, std::uint32_t seed, const SteadyClock& clock)
    : clock_(clock),
      ways_{Way{near, far, Direction(weather, seed), {}}, Way{far, near, Direction(weather, seed + 1), {}}} {}

void Relay::step(std::chrono::milliseconds patience) {
  auto wait = std::chrono::duration_cast<std::chrono::microseconds>(patience);
  for (const auto& way : ways_)
    if (!way.under_way.empty()) wait = std::min(wait, way.under_way.front().out_at - clock_.now());
  wait = std::max(wait, std::chrono::microseconds{0});
  const timespec limit{wait.count() / 1'000'000, wait.count() % 1'000'000 * 1'000};
  std::array<pollfd, 2> ends{pollfd{ways_[0].from, POLLIN, 0}, pollfd{ways_[1].from, POLLIN, 0}};
  if (::ppoll(ends.data(), ends.size(), &limit, nullptr) < 0 && errno != EINTR)
    throw std::system_error(errno, std::generic_category(), "waiting for packets");
  for (auto& way : ways_) {
    take_in(way);
    let_out(way);
  }
}

void Relay::take_in(Way& way) {
  std::array<std::uint8_t, kLargestPacket> buffer;
  for (;;) {
    const auto got = ::read(way.from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) throw std::system_error(errno, std::generic_category(), "reading a packet");
    const auto size = static_cast<std::size_t>(got);
    if (const auto out_at = way.direction.pass(size, clock_.now()))
      way.under_way.push_back({*out_at, {buffer.begin(), buffer.begin() + got}});
  }
}

void Relay::let_out(Way& way) {
  while (!way.under_way.empty() && way.under_way.front().out_at <= clock_.now()) {
    const auto& packet = way.under_way.front().bytes;
    // An end that takes no packet loses it, as any interface does.
    static_cast<void>(::write(way.to, packet.data(), packet.size()) < 0);
    way.under_way.pop_front();
  }
}

}  // namespace liftguard::line
