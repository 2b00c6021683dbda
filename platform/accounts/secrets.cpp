#include "platform/accounts/secrets.hpp"

#include <array>
#include <stdexcept>

#include <sodium.h>

namespace liftguard::accounts {

namespace {

constexpr std::size_t kTokenBytes = 32;
using Digest = std::array<unsigned char, 32>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64url(const Digest& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::array<char, sodium_base64_ENCODED_LEN(kTokenBytes, kVariant)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  return text.data();
}

Digest digest_of(std::string_view text, std::string_view key) {
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(), bytes_of(text), text.size(), key.empty() ? nullptr : bytes_of(key),
                     key.size());
  return digest;
}

}  // namespace

void set_up_secrets() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  static_cast<void>(dummy_password_hash());
}

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("no memory to hash a password");
  }
  return hash.data();
}

bool password_matches(std::string_view hash, std::string_view password) {
  return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) == 0;
}

const std::string& dummy_password_hash() {
  static const std::string hash = hash_password(new_token());
  return hash;
}

std::string new_token() {
  Digest bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return base64url(bytes);
}

std::string token_hash(std::string_view token) {
  const Digest digest = digest_of(token, {});
  std::array<char, 2 * kTokenBytes + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return hex.data();
}

std::string csrf_token_of(std::string_view session_token) {
  return base64url(digest_of("csrf", session_token));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string new_first_password() {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz";
  constexpr std::string_view kDigits = "23456789";
  constexpr std::size_t kLength = 14;  // more than 60 bits
  const auto one_of = [](std::string_view set) {
    return set[randombytes_uniform(static_cast<std::uint32_t>(set.size()))];
  };
  std::string password;
  for (std::size_t i = 0; i < kLength; ++i) password += one_of(i % 5 == 4 ? kDigits : kLetters);
  return password;
}

}  // namespace liftguard::accounts
