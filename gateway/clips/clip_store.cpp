#include "gateway/clips/clip_store.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

#define LIFTGUARD_CLIP \
  "select id, monitor, journal, lane, seq, size, crc, chunk_count, here, cut_ms, state, file_hash from clips "
constexpr Statement kFind{"clips.find",
                          LIFTGUARD_CLIP "where monitor = :1 and journal = :2 and lane = :3 and seq = :4"};
constexpr Statement kWhole{"clips.whole", LIFTGUARD_CLIP "where state = 2 order by id limit 1"};
constexpr Statement kNewest{"clips.newest", LIFTGUARD_CLIP "order by id desc limit :1"};
#undef LIFTGUARD_CLIP

constexpr Statement kInsert{
    "clips.insert",
    "insert into clips (id, monitor, journal, lane, seq, chunk_count, size, crc, cut_ms, began_ms, here, state, "
    "file_hash) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, 0, 1, '')"};
constexpr Statement kInsertChunk{"clip_chunks.insert",
                                 "insert into clip_chunks (clip_id, chunk, data) values (:1, :2, :3) "
                                 "on conflict do nothing"};
constexpr Statement kCountUp{"clips.count_up",
                             "update clips set here = here + 1, "
                             "state = case when here + 1 = chunk_count then 2 else 1 end where id = :1"};
constexpr Statement kComing{"clips.coming",
                            "select id from clips where monitor = :1 and state = 1 order by id desc limit 1000 "
                            "offset :2"};
constexpr Statement kBeyond{"clips.beyond",
                            "select id, file_hash from clips where monitor = :1 order by id desc limit 1000 offset :2"};
constexpr Statement kNamed{"clips.named", "select id from clips where file_hash = :1 limit 1"};
constexpr Statement kChunks{"clip_chunks.of_clip", "select data from clip_chunks where clip_id = :1 order by chunk"};
constexpr Statement kSettle{"clips.settle", "update clips set state = :2, file_hash = :3 where id = :1"};
constexpr Statement kDropChunks{"clip_chunks.drop", "delete from clip_chunks where clip_id = :1"};
constexpr Statement kDrop{"clips.drop", "delete from clips where id = :1"};

Clip read_clip(Row& row) {
  Clip clip;
  clip.id = row.take<ClipId>();
  clip.monitor = row.take<std::string>();
  clip.journal = row.take<std::uint64_t>();
  clip.lane = row.take<Lane>();
  clip.seq = row.take<std::uint64_t>();
  clip.size = row.take<std::uint32_t>();
  clip.crc = row.take<std::uint32_t>();
  clip.count = row.take<std::uint32_t>();
  clip.here = row.take<std::uint32_t>();
  clip.cut = row.take<UtcTime>();
  clip.state = row.take<ClipState>();
  clip.file_hash = row.take<std::string>();
  return clip;
}

std::optional<Clip> read_one(std::optional<Row> row) {
  if (!row) return std::nullopt;
  return read_clip(*row);
}

void drop(Transaction& tx, ClipId id) {
  tx.exec(kDropChunks, id);
  tx.exec(kDrop, id);
}

Clip begin(Transaction& tx, std::string_view monitor, const wire::ClipChunkBody& chunk, UtcTime now) {
  for (const Row& row : tx.query(kComing, monitor, kMaxComing - 1)) drop(tx, row.get<ClipId>(0));
  Clip clip;
  clip.id = tx.make_id<ClipId>();
  clip.size = chunk.size;
  clip.crc = chunk.crc;
  tx.exec(kInsert, clip.id, monitor, chunk.journal, chunk.lane, chunk.seq, chunk.count, chunk.size, chunk.crc,
          chunk.at.wall, now);
  return clip;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The next level of a name, taken off its front.
std::string_view take_level(std::string_view& name) {
  const auto level = name.substr(0, name.find('/'));
  name.remove_prefix(std::min(name.size(), level.size() + 1));
  return level;
}

std::optional<Lane> lane_in(std::string_view name) {
  for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
    if (wire::lane_name(lane) == name) return lane;
  return std::nullopt;
}

}  // namespace

ChunkOutcome take_chunk(Transaction& tx, std::string_view monitor, const wire::ClipChunkBody& chunk, UtcTime now) {
  if (!wire::fits_together(chunk)) return ChunkOutcome::not_fitting;
  auto clip = read_one(tx.query_one(kFind, monitor, chunk.journal, chunk.lane, chunk.seq));
  if (!clip) clip = begin(tx, monitor, chunk, now);
  if (clip->size != chunk.size || clip->crc != chunk.crc) return ChunkOutcome::not_fitting;
  if (clip->state != ClipState::coming) return ChunkOutcome::repeat;
  if (tx.exec(kInsertChunk, clip->id, chunk.index, to_hex(chunk.data)) == 0) return ChunkOutcome::repeat;
  tx.exec(kCountUp, clip->id);
  return ChunkOutcome::taken;
}

std::optional<WholeClip> next_whole(Session& session) {
  auto clip = read_one(session.query_one(kWhole));
  if (!clip) return std::nullopt;
  WholeClip out{std::move(*clip), {}};
  out.bytes.reserve(out.clip.size);
  for (const Row& row : session.query(kChunks, out.clip.id)) {
    const auto piece = from_hex(row.get<std::string>(0)).value_or(wire::Bytes{});
    out.bytes.insert(out.bytes.end(), piece.begin(), piece.end());
  }
  return out;
}

void settle(Transaction& tx, ClipId id, std::string_view file_hash) {
  tx.exec(kSettle, id, file_hash.empty() ? ClipState::damaged : ClipState::stored, file_hash);
  tx.exec(kDropChunks, id);
}

std::vector<std::string> forget_oldest(Transaction& tx, std::string_view monitor) {
  std::vector<std::string> nameless;
  for (const Row& row : tx.query(kBeyond, monitor, kMaxKept)) {
    drop(tx, row.get<ClipId>(0));
    auto hash = row.get<std::string>(1);
    if (!hash.empty() && !tx.query_one(kNamed, hash)) nameless.push_back(std::move(hash));
  }
  return nameless;
}

std::vector<Clip> newest_clips(Session& session, int limit) {
  std::vector<Clip> clips;
  for (Row& row : session.query(kNewest, limit)) clips.push_back(read_clip(row));
  return clips;
}

std::optional<Clip> find_clip(Session& session, std::string_view event) {
  const auto monitor = take_level(event);
  const auto journal = number_in<std::uint64_t>(take_level(event));
  const auto lane = lane_in(take_level(event));
  const auto seq = number_in<std::uint64_t>(event);
  if (!journal || !lane || !seq) return std::nullopt;
  return read_one(session.query_one(kFind, monitor, *journal, *lane, *seq));
}

std::string event_of(const Clip& clip) {
  return fmt::format("{}/{}/{}/{}", clip.monitor, clip.journal, wire::lane_name(clip.lane), clip.seq);
}

}  // namespace liftguard::gateway
