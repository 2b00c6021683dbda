#include "common/observe/trace_id.hpp"

#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace liftguard::observe {

std::string trace_id(std::string_view source) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(source.data()), source.size(),
                     nullptr, 0);
  std::string hex;
  for (std::size_t i = 0; i < 8; ++i) hex += fmt::format("{:02x}", hash[i]);
  return hex;
}

std::string trace_id(std::string_view monitor, std::uint64_t journal, std::string_view lane, std::uint64_t seq) {
  return trace_id(fmt::format("{}/{}/{}/{}", monitor, journal, lane, seq));
}

}  // namespace liftguard::observe
