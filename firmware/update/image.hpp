// A firmware image: one file, a signed header of 256 bytes and the payload (on Linux: the box's program itself).
// Numbers are little-endian.
//
//   offset size
//        0    8  magic 89 4C 47 46 57 0D 0A 1A
//        8    2  format version, 1
//       10    2  size of the header, 256
//       12    4  zero
//       16    8  version of the firmware, 1 .. 2^63-1; only ever rises
//       24    8  the oldest version that this image may be installed over; 0: any
//       32    8  length of the payload, 1 .. 256 MiB
//       40   32  SHA-256 of the payload
//       72   32  board: 1 to 31 of a-z 0-9 . _ -, then zeros
//      104   32  version as text: 1 to 31 of ! to ~, then zeros
//      136    8  key: the first 8 bytes of the SHA-256 of the public key
//      144   48  zero
//      192   64  Ed25519 signature of bytes 0 to 191
//      256       the payload, to the end of the file
//
// Reading takes any bytes whatever: what is not exactly this is refused, nothing is read beyond what was given.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <sodium.h>

#include "firmware/update/keys.hpp"
#include "firmware/update/reason.hpp"

namespace liftguard::update {

inline constexpr std::size_t kHeaderSize = 256;
inline constexpr std::size_t kSignedSize = 192;
inline constexpr std::size_t kNameSize = 32;  // with at least one zero at its end
inline constexpr std::uint64_t kMostPayload = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kMostVersion = (std::uint64_t{1} << 63) - 1;

using Bytes = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, crypto_hash_sha256_BYTES>;
using HeaderBytes = std::array<std::uint8_t, kHeaderSize>;

struct ImageHeader {
  std::uint64_t version = 0;
  std::uint64_t oldest_base = 0;
  std::uint64_t payload_length = 0;  // bytes
  Digest payload_digest{};
  std::string board;
  std::string version_text;
  KeyId key{};

  [[nodiscard]] std::uint64_t image_size() const { return kHeaderSize + payload_length; }
  bool operator==(const ImageHeader&) const = default;
};

// The form alone. Refuses too_short, bad_magic, unknown_format, bad_field; bytes after the header are not looked at.
[[nodiscard]] Checked<ImageHeader> read_header(Bytes image);

// The form and who made it. Refuses unknown_key and bad_signature as well.
[[nodiscard]] Checked<ImageHeader> read_signed_header(Bytes image, const MakerKeys& keys);

// All of it, in memory. Refuses too_short, too_big (bytes after the payload) and bad_digest as well.
[[nodiscard]] Checked<ImageHeader> read_image(Bytes image, const MakerKeys& keys);

// The same without a word on who made it: form, length and digest.
[[nodiscard]] Checked<ImageHeader> read_whole(Bytes image);

// The header with an empty signature. Refuses bad_field: what read_header would not take back.
[[nodiscard]] Checked<HeaderBytes> write_header(const ImageHeader& header);

// SHA-256 of a payload that comes in pieces.
class PayloadDigest {
 public:
  PayloadDigest() { crypto_hash_sha256_init(&state_); }
  void add(Bytes piece) { crypto_hash_sha256_update(&state_, piece.data(), piece.size()); }
  [[nodiscard]] Digest finish();

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace liftguard::update
