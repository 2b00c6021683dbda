// The maker's secret key. Never on a box. sodium_init() must have succeeded before anything here is called.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <sodium.h>

#include "common/base/result.hpp"
#include "firmware/update/keys.hpp"

namespace liftguard::update {

class MakerKey {
 public:
  [[nodiscard]] static MakerKey generate();
  // Of a file that save() made. Refuses "unreadable", "bad_key", and "exposed": others than its owner may read it.
  [[nodiscard]] static Result<MakerKey> load(const std::filesystem::path& file);

  MakerKey(const MakerKey&) = default;
  MakerKey& operator=(const MakerKey&) = delete;
  ~MakerKey() { sodium_memzero(secret_.data(), secret_.size()); }

  // `file` for its owner alone (0600), and the public key as a line for a key list in `file`.pub, with the comment.
  // Refuses "exists" and "unwritable".
  [[nodiscard]] Result<void> save(const std::filesystem::path& file, const std::string& comment) const;

  [[nodiscard]] const PublicKey& public_key() const { return public_; }

  // Of bytes 0 to 191 of an image into bytes 192 to 255.
  void sign(std::span<std::uint8_t> image) const;

 private:
  using Seed = std::array<std::uint8_t, crypto_sign_SEEDBYTES>;
  explicit MakerKey(const Seed& seed) { crypto_sign_seed_keypair(public_.data(), secret_.data(), seed.data()); }

  PublicKey public_{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_{};
};

}  // namespace liftguard::update
