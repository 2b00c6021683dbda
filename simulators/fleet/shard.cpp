#include "simulators/fleet/shard.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace liftguard::fleet {
namespace {

constexpr std::chrono::milliseconds kTick{10};
constexpr double kAtOnce = 200;  // messages of one flood a tick, where its rate is not bounded

Lane lane_of(EventKind kind) {
  const auto* facts = find_event(kind);
  return facts == nullptr ? Lane::event : facts->lane;
}

// `freed` and `trapped` are the words of the cars' ledgers (simulators/lift).
const char* word_of(EventKind kind) {
  if (kind == EventKind::trapped) return "trapped";
  return kind == EventKind::recovered ? "freed" : "record";
}

std::string line_of(const Happening& happening, const journal::RecordKey& key, const std::string& monitor) {
  return fmt::format(
      R"({{"ledger":"{}","monitor":"{}","episode":{},"kind":{},"wall_ms":{},"journal":{},"lane":{},"seq":{}}})",
      word_of(happening.kind), monitor, happening.episode, static_cast<int>(happening.kind), to_ms(happening.at),
      key.journal, static_cast<int>(key.lane), key.seq);
}

}  // namespace

Shard::Shard(const ShardParts& parts, const std::vector<BoxName>& names, Plan plan,
             std::chrono::microseconds start_over)
    : around_{io_,
              parts.tls,
              parts.identities,
              parts.steady,
              parts.wall,
              parts.ledger,
              parts.main_door,
              parts.alarm_door,
              parts.keep_alive,
              parts.heartbeat,
              parts.journal_sectors,
              parts.mischief,
              {}},
      plan_(std::move(plan)),
      start_over_(start_over) {
  boxes_.reserve(names.size());
  for (const auto& name : names) boxes_.push_back(std::make_unique<Box>(around_, name));
}

Shard::~Shard() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

void Shard::start() {
  started_ = around_.steady.now();
  thread_ = std::thread([this] { io_.run(); });
  boost::asio::post(io_, [this] { tick(); });
}

double Shard::now_s() const {
  return std::chrono::duration<double>(around_.steady.now() - started_).count();
}

void Shard::begin_boxes() {
  const auto share = start_over_.count() == 0 ? 1.0 : now_s() / std::chrono::duration<double>(start_over_).count();
  const auto wanted = static_cast<std::size_t>(std::min(share, 1.0) * static_cast<double>(boxes_.size()));
  for (; begun_ < wanted; ++begun_) boxes_[begun_]->start();
}

void Shard::tick() {
  begin_boxes();
  if (auto steps = plan_.take_due(now_s()); !steps.empty()) carry_out(std::move(steps));
  flood_on();
  ticker_.expires_after(kTick);
  ticker_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

// First the ledger, and when that is on the disk, the boxes.
void Shard::carry_out(std::vector<Step> steps) {
  struct Decided {
    Box* box;
    Happening happening;
    journal::RecordKey key;
  };
  const auto now = around_.wall.utc_now();
  const auto decided_at = around_.steady.now();
  std::string lines;
  auto decided = std::make_shared<std::vector<Decided>>();
  for (const auto& step : steps) {
    auto& box = *boxes_[step.box];
    const Happening happening{step.kind, now - Milliseconds(static_cast<std::int64_t>(step.age_s * 1000)),
                              step.episode};
    const auto key = box.promise(lane_of(step.kind));
    lines += line_of(happening, key, box.monitor()) + '\n';
    decided->push_back({&box, happening, key});
  }
  around_.ledger.write(std::move(lines), [this, decided, decided_at] {
    boost::asio::post(io_, [decided, decided_at] {
      for (const auto& one : *decided) one.box->happen(one.happening, one.key, decided_at);
    });
  });
}

void Shard::flood_on() {
  const auto now = around_.steady.now();
  std::erase_if(floods_, [now](const Flood& flood) { return now >= flood.until; });
  for (auto& flood : floods_) {
    const auto owed = flood.per_second > 0
                          ? flood.per_second * std::chrono::duration<double>(now - flood.since).count() - flood.sent
                          : kAtOnce;
    if (owed < 1) continue;
    flood.sent += std::floor(owed);
    flood.box->flood(flood.lane, static_cast<std::uint64_t>(owed));
  }
}

Standing Shard::standing() const {
  Standing out;
  out.boxes = boxes_.size();
  for (const auto& box : boxes_) {
    if (box->online()) ++out.online;
    if (box->online() && box->door() == link::Door::alarm) ++out.at_alarm_door;
    if (box->is_cut()) ++out.cut;
    for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
      out.unconfirmed[static_cast<std::size_t>(lane)] += box->unconfirmed(lane);
  }
  return out;
}

void Shard::finish() {
  ticker_.cancel();
  for (const auto& box : boxes_) box->finish();
}

}  // namespace liftguard::fleet
