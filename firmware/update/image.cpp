#include "firmware/update/image.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "firmware/journal/little_endian.hpp"

namespace liftguard::update {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic{0x89, 'L', 'G', 'F', 'W', '\r', '\n', 0x1A};
constexpr std::uint16_t kFormat = 1;
constexpr std::size_t kNumbersAt = kMagic.size();
constexpr std::size_t kDigestAt = 40, kBoardAt = 72, kTextAt = 104, kKeyAt = 136, kPaddingAt = 144;

bool all_zero(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool is_board_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}
bool is_text_character(char c) {
  return c >= '!' && c <= '~';
}

template <class Predicate>
bool is_name(std::string_view name, Predicate allowed) {
  return !name.empty() && name.size() < kNameSize && std::all_of(name.begin(), name.end(), allowed);
}

// None where anything but zeros follows the first zero.
std::optional<std::string> read_name(Bytes field) {
  const auto end = std::find(field.begin(), field.end(), std::uint8_t{0});
  if (!all_zero(field.subspan(static_cast<std::size_t>(end - field.begin())))) return std::nullopt;
  return std::string(field.begin(), end);
}

bool is_valid(const ImageHeader& header) {
  return header.version >= 1 && header.version <= kMostVersion && header.oldest_base <= header.version &&
         header.payload_length >= 1 && header.payload_length <= kMostPayload &&
         is_name(header.board, is_board_character) && is_name(header.version_text, is_text_character);
}

void put_name(std::vector<std::uint8_t>& out, const std::string& name) {
  out.insert(out.end(), name.begin(), name.end());
  out.resize(out.size() + kNameSize - name.size(), 0);
}

}  // namespace

Checked<ImageHeader> read_header(Bytes image) {
  if (image.size() < kHeaderSize) return Reason::too_short;
  const auto bytes = image.first(kHeaderSize);
  if (!std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) return Reason::bad_magic;
  journal::Taker taker(bytes.subspan(kNumbersAt, kDigestAt - kNumbersAt));
  if (taker.take<std::uint16_t>() != kFormat) return Reason::unknown_format;
  if (taker.take<std::uint16_t>() != kHeaderSize || taker.take<std::uint32_t>() != 0) return Reason::bad_field;
  ImageHeader header;
  header.version = taker.take<std::uint64_t>();
  header.oldest_base = taker.take<std::uint64_t>();
  header.payload_length = taker.take<std::uint64_t>();
  std::copy_n(bytes.begin() + kDigestAt, header.payload_digest.size(), header.payload_digest.begin());
  std::copy_n(bytes.begin() + kKeyAt, header.key.size(), header.key.begin());
  auto board = read_name(bytes.subspan(kBoardAt, kNameSize));
  auto text = read_name(bytes.subspan(kTextAt, kNameSize));
  if (!board || !text || !all_zero(bytes.subspan(kPaddingAt, kSignedSize - kPaddingAt))) return Reason::bad_field;
  header.board = std::move(*board);
  header.version_text = std::move(*text);
  if (!is_valid(header)) return Reason::bad_field;
  return header;
}

Checked<ImageHeader> read_signed_header(Bytes image, const MakerKeys& keys) {
  auto header = read_header(image);
  if (!header) return header;
  const auto* key = keys.find(header->key);
  if (key == nullptr) return Reason::unknown_key;
  const auto signature = image.subspan(kSignedSize, crypto_sign_BYTES);
  if (crypto_sign_verify_detached(signature.data(), image.data(), kSignedSize, key->data()) != 0)
    return Reason::bad_signature;
  return header;
}

Checked<ImageHeader> read_image(Bytes image, const MakerKeys& keys) {
  auto header = read_signed_header(image, keys);
  return header ? read_whole(image) : header;
}

Checked<ImageHeader> read_whole(Bytes image) {
  auto header = read_header(image);
  if (!header) return header;
  if (image.size() < header->image_size()) return Reason::too_short;
  if (image.size() > header->image_size()) return Reason::too_big;
  PayloadDigest digest;
  digest.add(image.subspan(kHeaderSize));
  if (digest.finish() != header->payload_digest) return Reason::bad_digest;
  return header;
}

Checked<HeaderBytes> write_header(const ImageHeader& header) {
  if (!is_valid(header)) return Reason::bad_field;
  std::vector<std::uint8_t> out(kMagic.begin(), kMagic.end());
  journal::put(out, kFormat);
  journal::put(out, static_cast<std::uint16_t>(kHeaderSize));
  journal::put(out, std::uint32_t{0});
  journal::put(out, header.version);
  journal::put(out, header.oldest_base);
  journal::put(out, header.payload_length);
  out.insert(out.end(), header.payload_digest.begin(), header.payload_digest.end());
  put_name(out, header.board);
  put_name(out, header.version_text);
  out.insert(out.end(), header.key.begin(), header.key.end());
  HeaderBytes bytes{};
  std::copy(out.begin(), out.end(), bytes.begin());
  return bytes;
}

Digest PayloadDigest::finish() {
  Digest digest;
  crypto_hash_sha256_final(&state_, digest.data());
  return digest;
}

}  // namespace liftguard::update
