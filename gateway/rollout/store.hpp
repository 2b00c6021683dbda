// The tables of firmware and its roll-outs: firmware_images, rollouts, rollout_boxes, monitor_firmware.
//
// Changes that it appends (common/storage/changes.hpp): "rollout", with the roll-out as subject and
// {"what": state, "stage", "reason"} as detail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/rollout/box_rules.hpp"
#include "gateway/rollout/rules.hpp"

namespace liftguard::gateway {

using ImageId = Id<struct ImageTag>;
using RolloutId = Id<struct RolloutTag>;

struct Image {
  ImageId id{};
  std::string file_hash{};
  std::string board{};
  std::uint64_t version = 0;
  std::string version_text{};
  std::uint64_t oldest_base = 0;
  std::uint64_t size = 0;  // bytes, header included
  std::string key{};
  bool checked = false;  // the signature was verified
  std::string header{};  // hex
  UtcTime added{};
};

// The same file again gives the id that it has. Refusal "taken": another file has this board and version.
[[nodiscard]] Result<ImageId> insert_image(storage::Transaction& tx, const Image& image, UtcTime now);
[[nodiscard]] std::optional<Image> find_image(storage::Session& session, ImageId id);
[[nodiscard]] std::vector<Image> images(storage::Session& session);  // newest first

// Numbers are those of the table rollouts.
enum class RolloutState : std::uint8_t {
  running = 1,
  halted = 2,  // waits for a person
  finished = 3,
  cancelled = 4,
};
[[nodiscard]] std::string_view name_of(RolloutState state);
[[nodiscard]] std::string_view chinese(RolloutState state);

struct Rollout {
  RolloutId id{};
  ImageId image{};
  RolloutState state = RolloutState::running;
  RolloutStage stage = RolloutStage::one_percent;
  RolloutReason reason = RolloutReason::soaking;
  RolloutLimits limits{};
  UtcTime began{}, stage_began{}, changed{};
  std::string looked_to{};  // the sweep over all boxes has come to this name; empty: it begins
  int sweeps = 0;           // complete ones in this stage
};

// Refusals: "unknown_image", "another_open": one roll-out for a board at a time.
[[nodiscard]] Result<RolloutId> insert_rollout(storage::Transaction& tx, ImageId image, const RolloutLimits& limits,
                                               const storage::Actor& by, UtcTime now);
[[nodiscard]] std::optional<Rollout> find_rollout(storage::Session& session, RolloutId id);
[[nodiscard]] std::vector<Rollout> rollouts(storage::Session& session, int limit);  // newest first

// Appends the change, and what a person did to the audit log.
void save_rollout(storage::Transaction& tx, const Rollout& rollout, const storage::Actor& by, UtcTime now);
void save_sweep(storage::Transaction& tx, const Rollout& rollout);

// What a box has said of its firmware.
struct Firmware {
  std::string monitor{};
  wire::UpdateStatus update{};
  std::uint64_t boot = 0;
  wire::BootReason boot_reason = wire::BootReason::unknown;
  bool safe_mode = false;
};
[[nodiscard]] std::optional<Firmware> find_firmware(storage::Session& session, std::string_view monitor);
void save_firmware(storage::Transaction& tx, const Firmware& firmware, UtcTime now);

// Boxes that can take images for this board, by name, from behind `after` on.
[[nodiscard]] std::vector<Firmware> firmware_of_board(storage::Session& session, std::string_view board,
                                                      std::string_view after, int limit);

struct Box {
  RolloutId rollout{};
  std::string monitor{};
  BoxState state{};
  commands::CommandId command{};
  UtcTime changed{};
};

void insert_box(storage::Transaction& tx, RolloutId rollout, std::string_view monitor, UtcTime now);  // unless there
void save_box(storage::Transaction& tx, const Box& box, UtcTime now);
void forgive(storage::Transaction& tx, RolloutId rollout, UtcTime now);  // those that failed count no more

// Unchanged since `until` or longer, these first that have been so the longest.
[[nodiscard]] std::vector<Box> boxes(storage::Session& session, RolloutId rollout, BoxStep step, UtcTime until,
                                     int limit);
[[nodiscard]] int count_busy(storage::Session& session, RolloutId rollout, UtcTime since);  // offered or receiving
[[nodiscard]] RolloutCount count_boxes(storage::Session& session, RolloutId rollout);

// A box's place in the newest roll-out that it takes part in, with the image's version.
struct Place {
  Box box;
  Rollout rollout;
  Image image;
};
[[nodiscard]] std::optional<Place> place_of(storage::Session& session, std::string_view monitor);

}  // namespace liftguard::gateway
