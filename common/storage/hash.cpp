#include "common/storage/hash.hpp"

#include <sodium.h>

#include <array>

namespace liftguard::storage {

std::string hash_hex(std::string_view text) {
  std::array<unsigned char, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), std::basic_string<unsigned char>(text.begin(), text.end()).data(),
                     text.size(), nullptr, 0);
  std::array<char, crypto_generichash_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return hex.data();
}

}  // namespace liftguard::storage
