#include "common/wire/up.hpp"

#include "common/wire/bounds.hpp"
#include "common/wire/buffer.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::wire {

namespace {

// What makes an envelope unusable, whatever it carries; empty: nothing.
std::string unusable_address(const fb::Envelope& envelope) {
  if (!is_monitor_name(view(envelope.monitor()))) return "monitor";
  if (envelope.journal() == 0 || envelope.journal() > kMaxNumber) return "journal";
  if (envelope.lane() > fb::Lane::bulk) return "lane";
  if (envelope.seq() == 0 || envelope.seq() > kMaxNumber) return "seq";
  return {};
}

}  // namespace

Result<Bytes> encode_up(const Envelope& envelope, std::span<const std::uint8_t> record) {
  if (record.size() > kMaxRecordBytes) return refuse("too_large", std::to_string(record.size()) + " bytes of record");
  flatbuffers::FlatBufferBuilder builder(2048);
  const auto monitor = write_text(builder, envelope.monitor);
  const auto sent = write_stamp(builder, envelope.sent);
  const auto episodes = write_marks(builder, envelope.episodes);
  builder.ForceVectorAlignment(record.size(), 1, alignof(std::uint64_t));
  const auto record_at = builder.CreateVector(record.data(), record.size());
  const auto root = fb::CreateEnvelope(builder, monitor, envelope.journal, static_cast<fb::Lane>(envelope.lane),
                                       envelope.seq, sent, episodes, record_at);
  auto bytes = finish(builder, root, kEnvelopeIdentifier);
  if (bytes.size() > kMaxUpBytes) return refuse("too_large", std::to_string(bytes.size()) + " bytes");
  return bytes;
}

Result<Bytes> encode(const Envelope& envelope) {
  const auto record = encode_record(envelope.body);
  if (!record) return record.error();
  return encode_up(envelope, *record);
}

Result<Envelope> decode_up(std::span<const std::uint8_t> payload) {
  auto verified = Verified<fb::Envelope>::open(payload, kMaxUpBytes, kEnvelopeIdentifier);
  if (!verified) return verified.error();
  const auto& root = *verified;
  if (const auto field = unusable_address(*root.operator->()); !field.empty()) return refuse("absurd", field);
  if (root->record() == nullptr) return refuse("malformed", "an envelope without a record");

  Envelope out;
  Bounds bounds;
  out.monitor = view(root->monitor());
  out.journal = root->journal();
  out.lane = static_cast<Lane>(root->lane());
  out.seq = root->seq();
  out.sent = bounds.stamp(root->sent(), "sent");
  out.boot = out.sent.boot;
  out.episodes = bounds.marks(root->episodes(), "episodes");
  out.record.assign(root->record()->begin(), root->record()->end());
  auto body = decode_bounded(out.record, bounds);
  if (!body) return refuse(body.error().code, "record: " + body.error().detail);
  out.body = std::move(*body);
  out.absurd = bounds.take();
  return out;
}

}  // namespace liftguard::wire
