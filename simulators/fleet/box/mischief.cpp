#include "simulators/fleet/box/mischief.hpp"

namespace liftguard::fleet {

std::vector<std::uint8_t> make_malformed(std::vector<std::uint8_t> message, Chance& chance) {
  constexpr std::size_t kIdentifierAt = 4, kFarTooLarge = std::size_t{20} * 1024;  // FlatBuffers; wire::kMaxUpBytes
  switch (chance.below(5)) {
    case 0:
      return {};
    case 1:
      for (auto& byte : message) byte = static_cast<std::uint8_t>(chance.bits());
      if (message.size() > kIdentifierAt) message[kIdentifierAt] = '?';
      return message;
    case 2:
      message.resize(message.size() / 2);
      return message;
    case 3:
      if (message.size() > kIdentifierAt) message[kIdentifierAt] = '?';
      return message;
    default:
      message.resize(kFarTooLarge, 0xA5);
      return message;
  }
}

}  // namespace liftguard::fleet
