// A maker of images for the tests, with a key of its own.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <sodium.h>

#include "common/base/text.hpp"
#include "firmware/update/image.hpp"

namespace liftguard::test {

class Maker {
 public:
  explicit Maker(std::uint8_t seed = 1) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed_bytes;
    seed_bytes.fill(seed);
    crypto_sign_seed_keypair(public_.data(), secret_.data(), seed_bytes.data());
  }

  [[nodiscard]] const update::PublicKey& key() const { return public_; }
  [[nodiscard]] std::string key_line() const { return "ed25519 " + to_hex(public_) + " maker\n"; }
  [[nodiscard]] update::MakerKeys keys() const { return update::MakerKeys::parse(key_line()).value(); }

  void sign(std::vector<std::uint8_t>& image) const {
    crypto_sign_detached(image.data() + update::kSignedSize, nullptr, image.data(), update::kSignedSize,
                         secret_.data());
  }

  [[nodiscard]] update::ImageHeader header(std::uint64_t version, const std::vector<std::uint8_t>& payload) const {
    update::PayloadDigest digest;
    digest.add(payload);
    return {
        version, 0, payload.size(), digest.finish(), "box1", "1." + std::to_string(version), update::key_id(public_)};
  }

  [[nodiscard]] std::vector<std::uint8_t> image(const update::ImageHeader& header,
                                                const std::vector<std::uint8_t>& payload) const {
    const auto head = update::write_header(header).value();
    std::vector<std::uint8_t> out(head.begin(), head.end());
    sign(out);
    out.insert(out.end(), payload.begin(), payload.end());
    return out;
  }

  [[nodiscard]] std::vector<std::uint8_t> image(std::uint64_t version, std::size_t payload_size = 600) const {
    std::vector<std::uint8_t> payload(payload_size);
    for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<std::uint8_t>(i * 7 + version);
    return image(header(version, payload), payload);
  }

 private:
  update::PublicKey public_{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret_{};
};

}  // namespace liftguard::test
