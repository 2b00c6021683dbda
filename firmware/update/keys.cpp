#include "firmware/update/keys.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include "common/base/text.hpp"

namespace liftguard::update {
namespace {

constexpr std::size_t kMostListBytes = 64 * 1024;

std::optional<PublicKey> parse_line(const std::string& line) {
  std::istringstream in(line);
  std::string kind, digits;
  in >> kind >> digits;
  const auto bytes = from_hex(digits);
  if (kind != "ed25519" || !bytes || bytes->size() != PublicKey{}.size()) return std::nullopt;
  PublicKey key;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

Refusal bad_line(std::size_t number, const std::string& what) {
  return refuse("bad_key_list", "line " + std::to_string(number) + ": " + what);
}

}  // namespace

KeyId key_id(const PublicKey& key) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256(digest.data(), key.data(), key.size());
  KeyId id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Result<MakerKeys> MakerKeys::parse(std::string_view text) {
  MakerKeys keys;
  std::istringstream in{std::string(text)};
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
    const auto key = parse_line(line);
    if (!key) return bad_line(number, "expected \"ed25519\" and 64 lower-case hex digits");
    if (keys.find(key_id(*key)) != nullptr) return bad_line(number, "this key is there already");
    if (keys.size() == kMostKeys) return bad_line(number, "more than " + std::to_string(kMostKeys) + " keys");
    keys.keys_.push_back(*key);
  }
  if (keys.keys_.empty()) return refuse("bad_key_list", "no key in it");
  return keys;
}

Result<MakerKeys> MakerKeys::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(kMostListBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (!in.eof()) return refuse("unreadable", "cannot read " + file.string() + ", or it is longer than 64 KiB");
  return parse(text);
}

const PublicKey* MakerKeys::find(const KeyId& id) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key_id(key) == id; });
  return found == keys_.end() ? nullptr : &*found;
}

}  // namespace liftguard::update
