#include "gateway/rollout/store.hpp"

#include <fmt/format.h>

#include "common/storage/changes.hpp"

namespace liftguard::gateway {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

#define LIFTGUARD_IMAGE                                                                                         \
  "select id, file_hash, board, version, version_text, oldest_base, size, key, checked, header, added_ms from " \
  "firmware_images "
constexpr Statement kFindImage{"firmware_images.find", LIFTGUARD_IMAGE "where id = :1"};
constexpr Statement kImages{"firmware_images.newest", LIFTGUARD_IMAGE "order by id desc"};
#undef LIFTGUARD_IMAGE
constexpr Statement kSameImage{"firmware_images.same",
                               "select id, file_hash from firmware_images where board = :1 and version = :2"};
constexpr Statement kInsertImage{
    "firmware_images.insert",
    "insert into firmware_images (id, file_hash, board, version, version_text, oldest_base, size, key, checked, "
    "header, added_ms) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11)"};

#define LIFTGUARD_ROLLOUT                                                                                              \
  "select id, image_id, state, stage, reason, crash_free_per_mille, tried_per_mille, judged_from, soak_ms, began_ms, " \
  "stage_began_ms, changed_ms, looked_to, sweeps from rollouts "
constexpr Statement kFindRollout{"rollouts.find", LIFTGUARD_ROLLOUT "where id = :1"};
constexpr Statement kRollouts{"rollouts.newest", LIFTGUARD_ROLLOUT "order by id desc limit :1"};
#undef LIFTGUARD_ROLLOUT
constexpr Statement kOpenForBoard{
    "rollouts.open_for_board",
    "select r.id from rollouts r join firmware_images i on i.id = r.image_id where r.state <= 2 and i.board = :1"};
constexpr Statement kInsertRollout{
    "rollouts.insert",
    "insert into rollouts (id, image_id, state, stage, reason, crash_free_per_mille, tried_per_mille, judged_from, "
    "soak_ms, began_ms, stage_began_ms, changed_ms, looked_to, sweeps) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :10, :10, '', 0)"};
constexpr Statement kSaveRollout{
    "rollouts.save",
    "update rollouts set state = :2, stage = :3, reason = :4, stage_began_ms = :5, changed_ms = :6, looked_to = :7, "
    "sweeps = :8 where id = :1"};
constexpr Statement kSaveSweep{"rollouts.save_sweep",
                               "update rollouts set looked_to = :2, sweeps = :3, reason = :4 where id = :1"};

#define LIFTGUARD_FIRMWARE                                                                     \
  "select monitor, board, running, version, phase, reason, boot, boot_reason, safe_mode from " \
  "monitor_firmware "
constexpr Statement kFindFirmware{"monitor_firmware.find", LIFTGUARD_FIRMWARE "where monitor = :1"};
constexpr Statement kOfBoard{"monitor_firmware.of_board",
                             LIFTGUARD_FIRMWARE "where board = :1 and monitor > :2 order by monitor limit :3"};
#undef LIFTGUARD_FIRMWARE
constexpr Statement kSaveFirmware{
    "monitor_firmware.put",
    "insert into monitor_firmware (monitor, board, running, version, phase, reason, boot, boot_reason, safe_mode, "
    "changed_ms) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10) on conflict (monitor) do update set "
    "board = excluded.board, running = excluded.running, version = excluded.version, phase = excluded.phase, "
    "reason = excluded.reason, boot = excluded.boot, boot_reason = excluded.boot_reason, "
    "safe_mode = excluded.safe_mode, changed_ms = excluded.changed_ms"};

#define LIFTGUARD_BOX \
  "select rollout_id, monitor, step, tried, failure, detail, command_id, changed_ms from rollout_boxes "
constexpr Statement kBoxes{"rollout_boxes.of_step", LIFTGUARD_BOX
                           "where rollout_id = :1 and step = :2 and changed_ms <= :3 order by changed_ms limit :4"};
constexpr Statement kNewestOf{"rollout_boxes.newest_of",
                              LIFTGUARD_BOX "where monitor = :1 order by rollout_id desc limit 1"};
#undef LIFTGUARD_BOX
constexpr Statement kInsertBox{
    "rollout_boxes.insert",
    "insert into rollout_boxes (rollout_id, monitor, step, tried, failure, detail, changed_ms) "
    "values (:1, :2, 1, 0, 0, '', :3) on conflict do nothing"};
constexpr Statement kSaveBox{"rollout_boxes.save",
                             "update rollout_boxes set step = :3, tried = :4, failure = :5, detail = :6, "
                             "command_id = :7, changed_ms = :8 where rollout_id = :1 and monitor = :2"};
constexpr Statement kForgive{"rollout_boxes.forgive",
                             "update rollout_boxes set step = 7, failure = 0, changed_ms = :2 "
                             "where rollout_id = :1 and step = 8"};
constexpr Statement kBusy{"rollout_boxes.busy",
                          "select count(*) from rollout_boxes where rollout_id = :1 and step in (2, 3) "
                          "and changed_ms > :2"};
constexpr Statement kCount{"rollout_boxes.count",
                           "select count(*), sum(tried), sum(case when failure > 0 then 1 else 0 end) "
                           "from rollout_boxes where rollout_id = :1 and step <> 7"};

Image read_image_row(Row& row) {
  Image image;
  image.id = row.take<ImageId>();
  image.file_hash = row.take<std::string>();
  image.board = row.take<std::string>();
  image.version = row.take<std::uint64_t>();
  image.version_text = row.take<std::string>();
  image.oldest_base = row.take<std::uint64_t>();
  image.size = row.take<std::uint64_t>();
  image.key = row.take<std::string>();
  image.checked = row.take<bool>();
  image.header = row.take<std::string>();
  image.added = row.take<UtcTime>();
  return image;
}

Rollout read_rollout(Row& row) {
  Rollout rollout;
  rollout.id = row.take<RolloutId>();
  rollout.image = row.take<ImageId>();
  rollout.state = row.take<RolloutState>();
  rollout.stage = row.take<RolloutStage>();
  rollout.reason = row.take<RolloutReason>();
  rollout.limits.crash_free_per_mille = row.take<std::uint32_t>();
  rollout.limits.tried_per_mille = row.take<std::uint32_t>();
  rollout.limits.judged_from = row.take<std::uint32_t>();
  rollout.limits.soak = row.take<Milliseconds>();
  rollout.began = row.take<UtcTime>();
  rollout.stage_began = row.take<UtcTime>();
  rollout.changed = row.take<UtcTime>();
  rollout.looked_to = row.take<std::string>();
  rollout.sweeps = row.take<int>();
  return rollout;
}

Firmware read_firmware(Row& row) {
  Firmware out;
  out.monitor = row.take<std::string>();
  out.update.board = row.take<std::string>();
  out.update.running = row.take<std::uint64_t>();
  out.update.version = row.take<std::uint64_t>();
  out.update.phase = row.take<wire::UpdatePhase>();
  out.update.reason = row.take<std::uint8_t>();
  out.boot = row.take<std::uint64_t>();
  out.boot_reason = row.take<wire::BootReason>();
  out.safe_mode = row.take<bool>();
  return out;
}

Box read_box(Row& row) {
  Box box;
  box.rollout = row.take<RolloutId>();
  box.monitor = row.take<std::string>();
  box.state.step = row.take<BoxStep>();
  box.state.tried = row.take<bool>();
  box.state.failure = row.take<BoxFailure>();
  box.state.detail = row.take<std::string>();
  box.command = row.take<commands::CommandId>();
  box.changed = row.take<UtcTime>();
  return box;
}

void note_change(Transaction& tx, const Rollout& rollout, UtcTime now) {
  storage::append_change(tx,
                         {.kind = "rollout",
                          .subject = rollout.id.value,
                          .detail = fmt::format(R"({{"what":"{}","stage":{},"reason":{}}})", name_of(rollout.state),
                                                static_cast<int>(rollout.stage), static_cast<int>(rollout.reason))},
                         now);
}

void note_audit(Transaction& tx, const Rollout& rollout, const storage::Actor& by, UtcTime now) {
  storage::append_audit(tx,
                        {.actor = by,
                         .action = fmt::format("rollout.{}", name_of(rollout.state)),
                         .subject = rollout.id.value,
                         .after = fmt::format(R"({{"image":{},"stage":{},"reason":{}}})", rollout.image.value,
                                              static_cast<int>(rollout.stage), static_cast<int>(rollout.reason))},
                        now);
}

}  // namespace

Result<ImageId> insert_image(Transaction& tx, const Image& image, UtcTime now) {
  if (const auto same = tx.query_one(kSameImage, image.board, image.version)) {
    if (same->get<std::string>(1) == image.file_hash) return same->get<ImageId>(0);
    return refuse("taken", fmt::format("{} {}", image.board, image.version));
  }
  const auto id = tx.make_id<ImageId>();
  tx.exec(kInsertImage, id, image.file_hash, image.board, image.version, image.version_text, image.oldest_base,
          image.size, image.key, image.checked, image.header, now);
  return id;
}

std::optional<Image> find_image(Session& session, ImageId id) {
  auto row = session.query_one(kFindImage, id.value);
  if (!row) return std::nullopt;
  return read_image_row(*row);
}

std::vector<Image> images(Session& session) {
  std::vector<Image> out;
  for (auto& row : session.query(kImages)) out.push_back(read_image_row(row));
  return out;
}

Result<RolloutId> insert_rollout(Transaction& tx, ImageId image_id, const RolloutLimits& limits,
                                 const storage::Actor& by, UtcTime now) {
  const auto image = find_image(tx, image_id);
  if (!image) return refuse("unknown_image", fmt::format("{}", image_id.value));
  if (const auto open = tx.query_one(kOpenForBoard, image->board))
    return refuse("another_open", fmt::format("{}", open->get<std::int64_t>(0)));
  Rollout rollout;
  rollout.id = tx.make_id<RolloutId>();
  rollout.image = image_id;
  rollout.limits = limits;
  tx.exec(kInsertRollout, rollout.id, image_id, rollout.state, rollout.stage, rollout.reason,
          limits.crash_free_per_mille, limits.tried_per_mille, limits.judged_from, limits.soak, now);
  note_change(tx, rollout, now);
  note_audit(tx, rollout, by, now);
  return rollout.id;
}

std::optional<Rollout> find_rollout(Session& session, RolloutId id) {
  auto row = session.query_one(kFindRollout, id.value);
  if (!row) return std::nullopt;
  return read_rollout(*row);
}

std::vector<Rollout> rollouts(Session& session, int limit) {
  std::vector<Rollout> out;
  for (auto& row : session.query(kRollouts, limit)) out.push_back(read_rollout(row));
  return out;
}

void save_rollout(Transaction& tx, const Rollout& rollout, const storage::Actor& by, UtcTime now) {
  tx.exec(kSaveRollout, rollout.id, rollout.state, rollout.stage, rollout.reason, rollout.stage_began, now,
          rollout.looked_to, rollout.sweeps);
  note_change(tx, rollout, now);
  note_audit(tx, rollout, by, now);
}

void save_sweep(Transaction& tx, const Rollout& rollout) {
  tx.exec(kSaveSweep, rollout.id, rollout.looked_to, rollout.sweeps, rollout.reason);
}

std::optional<Firmware> find_firmware(Session& session, std::string_view monitor) {
  auto row = session.query_one(kFindFirmware, monitor);
  if (!row) return std::nullopt;
  return read_firmware(*row);
}

void save_firmware(Transaction& tx, const Firmware& firmware, UtcTime now) {
  const auto& update = firmware.update;
  tx.exec(kSaveFirmware, firmware.monitor, update.board, update.running, update.version, update.phase, update.reason,
          firmware.boot, firmware.boot_reason, firmware.safe_mode, now);
}

std::vector<Firmware> firmware_of_board(Session& session, std::string_view board, std::string_view after, int limit) {
  std::vector<Firmware> out;
  for (auto& row : session.query(kOfBoard, board, after, limit)) out.push_back(read_firmware(row));
  return out;
}

void insert_box(Transaction& tx, RolloutId rollout, std::string_view monitor, UtcTime now) {
  tx.exec(kInsertBox, rollout, monitor, now);
}

void save_box(Transaction& tx, const Box& box, UtcTime now) {
  tx.exec(kSaveBox, box.rollout, box.monitor, box.state.step, box.state.tried, box.state.failure, box.state.detail,
          box.command, now);
}

std::vector<Box> boxes(Session& session, RolloutId rollout, BoxStep step, UtcTime until, int limit) {
  std::vector<Box> out;
  for (auto& row : session.query(kBoxes, rollout.value, step, until, limit)) out.push_back(read_box(row));
  return out;
}

void forgive(Transaction& tx, RolloutId rollout, UtcTime now) {
  tx.exec(kForgive, rollout, now);
}

int count_busy(Session& session, RolloutId rollout, UtcTime since) {
  return session.query_one(kBusy, rollout.value, since)->get<int>(0);
}

RolloutCount count_boxes(Session& session, RolloutId rollout) {
  const auto row = session.query_one(kCount, rollout.value);
  const auto number = [&](std::size_t column) { return row->get<std::optional<std::uint32_t>>(column).value_or(0); };
  return {number(0), number(1), number(2)};
}

std::optional<Place> place_of(Session& session, std::string_view monitor) {
  auto row = session.query_one(kNewestOf, monitor);
  if (!row) return std::nullopt;
  auto box = read_box(*row);
  auto rollout = find_rollout(session, box.rollout);
  if (!rollout) return std::nullopt;
  auto image = find_image(session, rollout->image);
  if (!image) return std::nullopt;
  return Place{std::move(box), std::move(*rollout), std::move(*image)};
}

std::string_view name_of(RolloutState state) {
  switch (state) {
    case RolloutState::running:
      return "running";
    case RolloutState::halted:
      return "halted";
    case RolloutState::finished:
      return "finished";
    case RolloutState::cancelled:
      return "cancelled";
  }
  return "unknown";
}

std::string_view chinese(RolloutState state) {
  switch (state) {
    case RolloutState::running:
      return "进行中";
    case RolloutState::halted:
      return "已暂停";
    case RolloutState::finished:
      return "已完成";
    case RolloutState::cancelled:
      return "已取消";
  }
  return "未知";
}

}  // namespace liftguard::gateway
