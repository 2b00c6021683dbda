#include "gateway/ingest_verbs.hpp"

#include <deque>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/base/text.hpp"
#include "common/storage/database.hpp"
#include "common/wire/topics.hpp"
#include "gateway/bulk/raw_files.hpp"
#include "gateway/ingest/presence_rows.hpp"
#include "gateway/ingest/store.hpp"

namespace liftguard::gateway {

namespace {

std::string describe(const LaneGap& gap) {
  const LaneCursor& cursor = gap.state.cursor;
  const std::string jumped =
      gap.state.jumped_to == 0 ? "" : fmt::format("  编号跳到 jumped to {}", gap.state.jumped_to);
  return fmt::format("{}  {}  {}/{}  缺 missing {} ({} .. {}){}\n",
                     gap.state.missing_since ? format_local(*gap.state.missing_since) : "-", gap.key.monitor,
                     gap.key.journal, wire::lane_name(gap.key.lane), cursor.missing(), cursor.contiguous() + 1,
                     cursor.highest(), jumped);
}

std::string describe(const RawRecord& raw) {
  const std::string head = fmt::format("{}  {}/{}", format_local(raw.received), raw.journal, raw.seq);
  const auto body = wire::decode_record(raw.record);
  if (const auto* ride = body ? std::get_if<wire::RideBody>(&*body) : nullptr)
    return fmt::format("{}  运行 ride {} {} -> {}  {:.2f} m  {:.2f} m/s  {} s\n", head, format_local(ride->at.wall),
                       ride->from.empty() ? "?" : ride->from, ride->to.empty() ? "?" : ride->to,
                       ride->metres.value_or(0), ride->peak_speed.value_or(0),
                       std::chrono::duration_cast<std::chrono::seconds>(ride->at.wall - ride->started).count());
  return fmt::format("{}  {}\n", head, to_hex(raw.record));
}

}  // namespace

IngestVerbs::IngestVerbs(CLI::App& app) {
  gaps_ = app.add_subcommand("gaps", "list the lanes whose numbers have holes, longest first");
  raw_ = app.add_subcommand("raw", "print the newest bulk records of a box (rides and reports) as they came");
  raw_->add_option("monitor", monitor_, "the box")->required();
  blind_ = app.add_subcommand("blind", "list the boxes that are silent, unproven or without a sensor, longest first");
  for (auto* verb : {gaps_, raw_, blind_}) {
    verb->fallthrough();
    verb->add_option("--limit", limit_, "at most this many")->check(CLI::Range(1, 100'000));
  }
}

int IngestVerbs::run(const Config& config) const {
  if (gaps_->parsed()) return list_gaps(config);
  return blind_->parsed() ? list_blind(config) : print_raw(config);
}

int IngestVerbs::list_gaps(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto gaps = lanes_with_gaps(session, limit_);
  for (const auto& gap : gaps) fmt::print("{}", describe(gap));
  if (gaps.empty()) fmt::print("没有缺号 / no numbers are missing\n");
  return kDone;
}

int IngestVerbs::print_raw(const Config& config) const {
  std::deque<std::string> lines;
  read_raw(raw_folder(config.files), monitor_, [&](const RawRecord& raw) {
    lines.push_back(describe(raw));
    if (lines.size() > static_cast<std::size_t>(limit_)) lines.pop_front();
    return true;
  });
  for (const auto& line : lines) fmt::print("{}", line);
  if (!lines.empty()) return kDone;
  fmt::print("没有原始记录 / no raw records\n");
  return kNothing;
}

int IngestVerbs::list_blind(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  const UtcTime now = database->utc_now();
  auto session = database->read();
  const auto boxes = blind_boxes(session, limit_);
  for (const auto& box : boxes) fmt::print("{}", describe(box, now));
  if (boxes.empty()) fmt::print("没有失明的装置 / no box is blind\n");
  return kDone;
}

}  // namespace liftguard::gateway
