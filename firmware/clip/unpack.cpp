#include "firmware/clip/unpack.hpp"

#include <bit>
#include <concepts>

#include "common/base/checksum.hpp"

namespace liftguard::clip {
namespace {

constexpr std::size_t kMostInputs = 2'000'000;  // 15 min at 400 Hz of every sensor
constexpr std::size_t kChecksumBytes = 4;

class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  template <std::unsigned_integral T>
  void number(T& value) {
    std::uint64_t bits = 0;
    const auto in = take(sizeof(T));
    for (std::size_t i = 0; i < in.size(); ++i) bits |= std::uint64_t{in[i]} << 8 * i;
    value = static_cast<T>(bits);
  }
  void real(float& value) {
    std::uint32_t bits = 0;
    number(bits);
    value = std::bit_cast<float>(bits);
    if (!(value - value == 0.0F)) refuse();
  }
  // Empty, and refused, where there are not so many.
  std::span<const std::uint8_t> take(std::size_t count) {
    if (!good_ || count > bytes_.size()) {
      refuse();
      return {};
    }
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  void refuse() { good_ = false; }
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool at_end() const { return bytes_.empty(); }

 private:
  std::span<const std::uint8_t> bytes_;
  bool good_ = true;
};

// What is wrong, or null.
const char* unpack_inputs(const SegmentHead& head, std::span<const std::uint8_t> bytes,
                          std::vector<engine::Input>& inputs) {
  if (head.inputs > kMostInputs - inputs.size()) return "there are too many inputs";
  InputCodec codec(head.grids, head.state_at);
  BitDecoder decoder(bytes);
  Coder coder(decoder);
  for (std::uint32_t i = 0; i < head.inputs && !decoder.overrun(); ++i)
    inputs.push_back(codec.code(coder, {head.state_at, engine::Tick{}}));
  return decoder.overrun() || !decoder.at_end() ? "its inputs are not as long as they should be" : nullptr;
}

const char* unpack_segment(ByteReader& reader, const Header& header, bool first, Clip& clip) {
  SegmentHead head;
  walk(reader, head, header.first_state);
  const auto state = reader.take(head.state_bytes);
  const auto inputs = reader.take(head.input_bytes);
  if (!reader.good()) return "it ends within a segment, or a field is out of its range";
  engine::Kept kept;
  if (!engine::decode(state, kept)) return "a state is not one that this version can read";
  if (first) {
    clip.begins = head.state_at;
    clip.state = kept;
    clip.state_bytes.assign(state.begin(), state.end());
  }
  return unpack_inputs(head, inputs, clip.inputs);
}

}  // namespace

Result<Clip> unpack(std::span<const std::uint8_t> bytes) {
  const auto wrong = [](const char* what) { return refuse("bad_clip", what); };
  if (bytes.size() < kChecksumBytes) return wrong("it is too short");
  ByteReader tail(bytes.last(kChecksumBytes));
  std::uint32_t checksum = 0;
  tail.number(checksum);
  const auto body = bytes.first(bytes.size() - kChecksumBytes);
  if (crc32c(body) != checksum) return wrong("its checksum does not fit");

  ByteReader reader(body);
  Header header;
  walk(reader, header);
  if (header.magic != kMagic) return wrong("it is no clip");
  if (header.version != kVersion) return wrong("its version is not known");
  if (!reader.good()) return wrong("its header ends early, or a field is out of its range");
  if (header.event.kind != kAskedFor && !carries_clip(header.event.kind))
    return wrong("its event is none that carries a clip");
  Clip clip;
  clip.event = header.event;
  clip.site = header.site;
  clip.parameters = parameters_of(header.changes);
  for (std::size_t i = 0; i < header.segments; ++i)
    if (const char* what = unpack_segment(reader, header, i == 0, clip)) return wrong(what);
  if (!reader.at_end()) return wrong("there is more than its segments");
  return clip;
}

}  // namespace liftguard::clip
