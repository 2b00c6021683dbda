#include "simulators/lift/chance/random.hpp"

namespace liftguard::lift {
namespace {

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001b3U;
  }
  return hash;
}

// The finaliser of SplitMix64: neighbouring seeds give unrelated streams.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

}  // namespace

std::uint64_t seed_for(std::uint64_t seed, std::string_view name) {
  return mixed(seed ^ mixed(hash_of(name)));
}

Random::Random(std::uint64_t seed, std::string_view concern) : bits_(seed_for(seed, concern)) {}

double Random::uniform(Range range) {
  constexpr double kOneOf53Bits = 0x1p-53;
  return range.low + (range.high - range.low) * (static_cast<double>(bits_() >> 11U) * kOneOf53Bits);
}

int Random::whole(int low, int high) {
  const auto span = static_cast<std::uint64_t>(high - low) + 1U;
  return low + static_cast<int>((bits_() >> 11U) % span);
}

bool Random::chance(double probability) {
  return uniform({0.0, 1.0}) < probability;
}

double Random::either_way(Range size) {
  const double drawn = uniform(size);
  return chance(0.5) ? drawn : -drawn;
}

double Random::normal(double sigma) {
  std::uint64_t sum = 0;
  for (int draw = 0; draw < 3; ++draw) {
    const std::uint64_t four = bits_();
    sum += (four & 0xffffU) + ((four >> 16U) & 0xffffU) + ((four >> 32U) & 0xffffU) + (four >> 48U);
  }
  return sigma * (static_cast<double>(sum) / 65536.0 - 6.0);
}

}  // namespace liftguard::lift
