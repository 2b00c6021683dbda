#include "common/wire/buffer.hpp"

#include <algorithm>

#include "common/wire/bounds.hpp"

namespace liftguard::wire {

flatbuffers::Offset<fb::Stamp> write_stamp(flatbuffers::FlatBufferBuilder& builder, const Stamp& stamp) {
  return fb::CreateStamp(builder, to_ms(stamp.wall), static_cast<fb::TimeQuality>(stamp.quality), stamp.uptime_us,
                         stamp.boot);
}

MarksOffset write_marks(flatbuffers::FlatBufferBuilder& builder, std::span<const EpisodeMark> marks) {
  if (marks.empty()) return 0;
  const auto newest = marks.last(std::min(marks.size(), kMaxEpisodeMarks));
  std::vector<flatbuffers::Offset<fb::EpisodeMark>> offsets;
  for (const auto& mark : newest)
    offsets.push_back(fb::CreateEpisodeMark(
        builder, mark.id, static_cast<fb::EventKind>(mark.kind), to_ms(mark.began),
        mark.ended ? flatbuffers::Optional<std::int64_t>{to_ms(*mark.ended)} : flatbuffers::nullopt));
  return builder.CreateVector(offsets);
}

TextsOffset write_texts(flatbuffers::FlatBufferBuilder& builder, std::span<const std::string> texts) {
  if (texts.empty()) return 0;
  std::vector<flatbuffers::Offset<flatbuffers::String>> offsets;
  for (const auto& text : texts.first(std::min(texts.size(), kMaxList))) offsets.push_back(write_text(builder, text));
  return builder.CreateVector(offsets);
}

flatbuffers::Offset<flatbuffers::String> write_text(flatbuffers::FlatBufferBuilder& builder, std::string_view text,
                                                    std::size_t most) {
  if (text.empty()) return 0;
  return builder.CreateString(printable(text, most));
}

flatbuffers::Offset<flatbuffers::String> write_lines(flatbuffers::FlatBufferBuilder& builder, std::string_view text) {
  if (text.empty()) return 0;
  return builder.CreateString(text.data(), text.size());
}

flatbuffers::Offset<fb::Update> write_update(flatbuffers::FlatBufferBuilder& builder, const UpdateStatus& update) {
  const auto board = write_text(builder, update.board);
  return fb::CreateUpdate(builder, static_cast<fb::UpdatePhase>(update.phase), update.reason, update.running,
                          update.version, update.total, update.next_offset, board);
}

}  // namespace liftguard::wire
