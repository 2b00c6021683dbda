// The tables clips and clip_chunks: pieces as they come, in whatever order and however often, until the clip is whole.
//
// Bounded against a box that is broken or in an attacker's hands: a monitor has at most kMaxComing clips under way (a
// new one ends the oldest) and kMaxKept in all (the oldest goes). What the first piece said of a clip counts; a piece
// that says otherwise is not taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

using ClipId = Id<struct ClipTag>;

inline constexpr int kMaxComing = 4;
inline constexpr int kMaxKept = 32;

enum class ClipState : std::uint8_t {
  coming = 1,
  whole = 2,   // all pieces are here, not yet a file
  stored = 3,  // a file
  damaged = 4  // the pieces do not make what the box said
};

struct Clip {
  ClipId id{};
  std::string monitor{};
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint64_t seq = 0;
  std::uint32_t size = 0, crc = 0, count = 0, here = 0;
  UtcTime cut{};
  ClipState state = ClipState::coming;
  std::string file_hash{};
};

enum class ChunkOutcome : std::uint8_t {
  taken = 0,
  repeat = 1,
  not_fitting = 2,  // of no clip, or of another than the one that goes by this event
};

ChunkOutcome take_chunk(storage::Transaction& tx, std::string_view monitor, const wire::ClipChunkBody& chunk,
                        UtcTime now);

// The oldest clip that is whole and not yet a file, with its bytes.
struct WholeClip {
  Clip clip;
  wire::Bytes bytes;
};
[[nodiscard]] std::optional<WholeClip> next_whole(storage::Session& session);

// Its pieces go. `file_hash` empty: it is damaged.
void settle(storage::Transaction& tx, ClipId id, std::string_view file_hash);

// Forgets what is beyond kMaxKept of a monitor; the hashes of files that no clip names any more.
[[nodiscard]] std::vector<std::string> forget_oldest(storage::Transaction& tx, std::string_view monitor);

[[nodiscard]] std::vector<Clip> newest_clips(storage::Session& session, int limit);

// By the name of its event, "<monitor>/<journal>/<lane>/<seq>".
[[nodiscard]] std::optional<Clip> find_clip(storage::Session& session, std::string_view event);
[[nodiscard]] std::string event_of(const Clip& clip);

}  // namespace liftguard::gateway
