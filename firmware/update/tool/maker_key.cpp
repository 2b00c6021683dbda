#include "firmware/update/tool/maker_key.hpp"

#include <algorithm>
#include <string_view>

#include <sys/stat.h>

#include "common/base/text.hpp"
#include "firmware/update/image.hpp"
#include "firmware/update/tool/files.hpp"

namespace liftguard::update {
namespace {

constexpr std::string_view kSecretMark = "ed25519-secret ";
constexpr std::uint64_t kMostKeyBytes = 4096;

Bytes as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

MakerKey MakerKey::generate() {
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  MakerKey key(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<MakerKey> MakerKey::load(const std::filesystem::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return refuse("exposed", file.string() + " may be read by others; it must be its owner's alone (chmod 600)");
  auto bytes = read_file(file, kMostKeyBytes);
  if (!bytes) return bytes.error();
  std::string text(bytes->begin(), bytes->end());
  while (text.ends_with('\n')) text.pop_back();
  const auto seed_bytes =
      text.starts_with(kSecretMark) ? from_hex(std::string_view(text).substr(kSecretMark.size())) : std::nullopt;
  Seed seed{};
  if (!seed_bytes || seed_bytes->size() != seed.size())
    return refuse("bad_key", file.string() + ": expected \"ed25519-secret\" and 64 lower-case hex digits");
  std::copy(seed_bytes->begin(), seed_bytes->end(), seed.begin());
  return MakerKey(seed);
}

Result<void> MakerKey::save(const std::filesystem::path& file, const std::string& comment) const {
  auto open_file = file;
  open_file += ".pub";
  const auto secret = std::string(kSecretMark) + to_hex(std::span(secret_).first(crypto_sign_SEEDBYTES)) + "\n";
  if (auto written = write_new_file(file, as_bytes(secret), kOwnerOnly); !written) return written;
  const auto line = "ed25519 " + to_hex(public_) + " " + printable(comment, 200) + "\n";
  auto written = write_new_file(open_file, as_bytes(line), kReadable);
  if (!written) std::filesystem::remove(file);
  return written;
}

void MakerKey::sign(std::span<std::uint8_t> image) const {
  crypto_sign_detached(image.data() + kSignedSize, nullptr, image.data(), kSignedSize, secret_.data());
}

}  // namespace liftguard::update
