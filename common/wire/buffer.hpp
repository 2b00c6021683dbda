// What the four codecs share: finishing a buffer with its identifier, and verifying one before anything is read.
// Private to common/wire.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/base/text.hpp"
#include "common/wire/stamp.hpp"
#include "common/wire/up.hpp"
#include "schemas/monitor_generated.h"

namespace liftguard::wire {

inline constexpr const char* kRecordIdentifier = "LGR1";
inline constexpr const char* kEnvelopeIdentifier = "LGU1";
inline constexpr const char* kStateIdentifier = "LGS1";
inline constexpr const char* kDownIdentifier = "LGD1";
inline constexpr const char* kGatewayIdentifier = "LGG1";

// Fault row E3: FlatBuffers' own defaults (64 and 1,000,000) let a small message cost much.
inline constexpr flatbuffers::uoffset_t kMaxDepth = 8;
inline constexpr flatbuffers::uoffset_t kMaxTables = 64;

template <class Root>
[[nodiscard]] Bytes finish(flatbuffers::FlatBufferBuilder& builder, flatbuffers::Offset<Root> root,
                           const char* identifier) {
  builder.Finish(root, identifier);
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

// A verified buffer. The bytes are copied, because FlatBuffers reads its numbers in place and a payload may lie at any
// address.
template <class Root>
class Verified {
 public:
  [[nodiscard]] static Result<Verified> open(std::span<const std::uint8_t> bytes, std::size_t max_bytes,
                                             const char* identifier) {
    if (bytes.size() > max_bytes)
      return refuse("too_large", std::to_string(bytes.size()) + " bytes, at most " + std::to_string(max_bytes));
    // Eight: root offset and identifier, below which the verifier itself would read past the end.
    if (bytes.size() < 8) return refuse("malformed", "shorter than a buffer's head");
    Verified verified;
    verified.bytes_.assign(bytes.begin(), bytes.end());
    flatbuffers::Verifier verifier(verified.bytes_.data(), verified.bytes_.size(), kMaxDepth, kMaxTables);
    if (!verifier.VerifyBuffer<Root>(identifier))
      return refuse("malformed", std::string("not a well-formed ") + identifier + " buffer within the limits");
    return verified;
  }

  [[nodiscard]] const Root* operator->() const { return flatbuffers::GetRoot<Root>(bytes_.data()); }

 private:
  Bytes bytes_;
};

[[nodiscard]] inline std::string_view view(const flatbuffers::String* text) {
  return text == nullptr ? std::string_view{} : std::string_view{text->c_str(), text->size()};
}

[[nodiscard]] flatbuffers::Offset<fb::Stamp> write_stamp(flatbuffers::FlatBufferBuilder& builder, const Stamp& stamp);

using MarksOffset = flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<fb::EpisodeMark>>>;
[[nodiscard]] MarksOffset write_marks(flatbuffers::FlatBufferBuilder& builder, std::span<const EpisodeMark> marks);

using TextsOffset = flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>>;
[[nodiscard]] TextsOffset write_texts(flatbuffers::FlatBufferBuilder& builder, std::span<const std::string> texts);

// An empty text is not written at all.
[[nodiscard]] flatbuffers::Offset<flatbuffers::String> write_text(flatbuffers::FlatBufferBuilder& builder,
                                                                  std::string_view text, std::size_t most = kMaxText);

// Text of many lines, as it is: its bounds are the sender's to keep.
[[nodiscard]] flatbuffers::Offset<flatbuffers::String> write_lines(flatbuffers::FlatBufferBuilder& builder,
                                                                   std::string_view text);

[[nodiscard]] flatbuffers::Offset<fb::Update> write_update(flatbuffers::FlatBufferBuilder& builder,
                                                           const UpdateStatus& update);

template <class Number>
[[nodiscard]] flatbuffers::Optional<Number> to_wire(std::optional<Number> value) {
  return value ? flatbuffers::Optional<Number>{*value} : flatbuffers::nullopt;
}
[[nodiscard]] inline flatbuffers::Optional<float> to_wire(std::optional<double> value) {
  return value ? flatbuffers::Optional<float>{static_cast<float>(*value)} : flatbuffers::nullopt;
}
[[nodiscard]] inline flatbuffers::Optional<std::int64_t> to_wire(std::optional<Milliseconds> value) {
  return value ? flatbuffers::Optional<std::int64_t>{value->count()} : flatbuffers::nullopt;
}

}  // namespace liftguard::wire
