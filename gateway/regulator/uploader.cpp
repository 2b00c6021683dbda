#include "gateway/regulator/uploader.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/dispatch/desk.hpp"
#include "common/uploads/rules.hpp"
#include "common/uploads/store.hpp"

namespace liftguard::gateway {

using uploads::Claimed;
using uploads::ReceiverId;
using uploads::UploadId;

namespace {

// The platform writes uploads too: the longest wait between two looks at the outbox.
constexpr Milliseconds kPatience{200};

constexpr std::chrono::seconds kLookEvery{2};  // at receivers, lapsed claims and old rows
constexpr std::chrono::minutes kTablesEvery{1};
constexpr std::chrono::hours kKeepAccepted{24 * 30};
constexpr int kForgetAtOnce = 200;  // no write transaction over 20 ms
constexpr std::chrono::milliseconds kRateWindow{1'000};
constexpr std::chrono::seconds kLeaseBeyondTimeout{20};  // a request that runs to its end is never claimed anew
constexpr std::size_t kMaxToken = 4'096;

// One line; none where it cannot be read or could not stand in a header.
std::optional<std::string> read_token(const std::string& file) {
  if (file.empty()) return std::string();
  std::ifstream in(file, std::ios::binary);
  std::string token;
  if (!std::getline(in, token)) return std::nullopt;
  const bool printable = std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
  if (token.empty() || token.size() > kMaxToken || !printable) return std::nullopt;
  return token;
}

}  // namespace

struct Uploader::Outlet {
  uploads::Receiver receiver{};
  int under_way = 0;
  int failures = 0;      // in a row
  bool retired = false;  // nothing more is sent to it
  SteadyTime paused_until{};
};

Uploader::Uploader(UploaderParts parts)
    : parts_(std::move(parts)),
      undecided_(parts_.metrics.gauge("liftguard_uploads_undecided", "Uploads of which a person has to decide")) {}
Uploader::~Uploader() = default;

void Uploader::run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { nudge(); });
  Setbacks setbacks;
  while (!stop.stop_requested()) try {
      turn(kPatience);
      setbacks.over();
    } catch (const storage::Busy& busy) {
      const auto next = setbacks.again(parts_.steady.now(), busy.what());
      if (next.worth_telling) spdlog::warn("database is busy, uploads wait: {}", busy.what());
      drive(next.wait);
    }
  leave();
}

// What was not sent, and what was answered, need not wait for its claim to lapse.
void Uploader::leave() {
  try {
    write_down();
  } catch (const storage::Busy& busy) {
    spdlog::warn("database is busy, the claims of uploads lapse by themselves: {}", busy.what());
  }
}

void Uploader::turn(Milliseconds patience) {
  write_down();
  if (!looked_ || parts_.steady.now() - *looked_ >= kLookEvery) look_after_rows();
  for (auto& [id, outlet] : outlets_) claim_for(outlet);
  drive(patience);
  write_down();
}

// What is under way goes on, whether the database can be had or not.
void Uploader::drive(Milliseconds patience) {
  for (const auto& result : client_.poll(patience)) take(result);
}

void Uploader::look_after_rows() {
  looked_ = parts_.steady.now();
  load_receivers();
  take_lapsed();
  if (outlets_.empty()) return;
  if (!looked_for_tables_ || *looked_ - *looked_for_tables_ >= kTablesEvery) look_for_tables();
  if (parts_.may_forget()) forget_accepted();
  show_backlogs();
}

// Events go on by name, which not every receiver understands: a person has to load the table.
void Uploader::look_for_tables() {
  std::set<std::string> missing;
  {
    auto session = parts_.database.read();
    for (const auto& [id, outlet] : outlets_)
      if (!uploads::codes_of(session, outlet.receiver.dialect)) missing.insert(outlet.receiver.dialect);
  }
  for (const auto& dialect : missing)
    if (!missing_tables_.contains(dialect)) tell_of_missing_table(dialect);
  missing_tables_ = std::move(missing);
  looked_for_tables_ = looked_;
}

// Several gateways find it at once, and each of them again when it is started: one word an hour.
void Uploader::tell_of_missing_table(const std::string& dialect) {
  spdlog::error("uploads: no table of codes {} that can be read: its receivers get events by name", dialect);
  const UtcTime now = parts_.civil.utc_now();
  auto tx = parts_.database.begin();
  dispatch::ring(tx,
                 {.kind = dispatch::AlertKind::watch_found,
                  .key = fmt::format("code_table/{}/{}", dialect,
                                     std::chrono::floor<std::chrono::hours>(now.time_since_epoch()).count()),
                  .text_zh = fmt::format("事件编号表 {} 缺失或无法读取，监管上传暂按名称发送，请重新加载", dialect),
                  .text_en = fmt::format("The table of codes {} is missing or cannot be read: events are uploaded by "
                                         "name until it is loaded again",
                                         dialect)},
                 now);
  tx.commit();
}

void Uploader::forget_accepted() {
  auto tx = parts_.database.begin();
  if (uploads::forget_accepted(tx, parts_.civil.utc_now() - kKeepAccepted, kForgetAtOnce) > 0) tx.commit();
}

void Uploader::take_lapsed() {
  const UtcTime now = parts_.civil.utc_now();
  {
    auto session = parts_.database.read();
    if (!uploads::any_lapsed(session, now)) return;
  }
  auto tx = parts_.database.begin();
  const int unknown = uploads::take_lapsed(tx, now);
  tx.commit();
  if (unknown > 0)
    spdlog::warn("{} uploads were being sent when a gateway ended: whether they arrived is not known", unknown);
}

void Uploader::load_receivers() {
  auto session = parts_.database.read();
  std::map<ReceiverId, Outlet> fresh;
  for (auto& receiver : uploads::receivers(session, uploads::Which::in_use)) {
    Outlet outlet;
    if (const auto known = outlets_.find(receiver.id); known != outlets_.end()) outlet = known->second;
    const bool changed = outlet.receiver != receiver;
    outlet.receiver = std::move(receiver);
    if (changed) outlet.paused_until = {};  // whoever corrects an address need not wait out its pause
    outlet.retired = false;
    fresh.emplace(outlet.receiver.id, std::move(outlet));
  }
  for (auto& [id, outlet] : outlets_) {
    if (outlet.under_way == 0 || fresh.contains(id)) continue;
    outlet.retired = true;  // until what is under way has come back
    fresh.emplace(id, outlet);
  }
  outlets_ = std::move(fresh);
}

void Uploader::show_backlogs() {
  auto session = parts_.database.read();
  const UtcTime now = parts_.civil.utc_now();
  std::int64_t undecided = 0;
  for (const auto& backlog : uploads::backlogs(session)) {
    undecided += backlog.unknown;
    const observe::Labels labels{{"receiver", backlog.receiver}};
    const double waited = backlog.oldest ? std::chrono::duration<double>(now - *backlog.oldest).count() : 0.0;
    parts_.metrics.gauge("liftguard_uploads_pending", "Uploads that wait for a receiver", labels)
        .set(static_cast<double>(backlog.pending));
    parts_.metrics.gauge("liftguard_uploads_oldest_seconds", "Age of the oldest upload that waits", labels)
        .set(std::max(waited, 0.0));
  }
  undecided_.set(static_cast<double>(undecided));
}

void Uploader::claim_for(Outlet& outlet) {
  const uploads::Receiver& receiver = outlet.receiver;
  if (outlet.retired || parts_.steady.now() < outlet.paused_until) return;
  // After a failure one request finds out whether the receiver is back; the others wait for what comes of it.
  const int room = (outlet.failures > 0 ? 1 : receiver.parallel) - outlet.under_way;
  if (room <= 0) return;
  const UtcTime now = parts_.civil.utc_now();
  std::vector<UploadId> ids;
  {
    auto session = parts_.database.read();
    ids = uploads::ready(session, receiver.id, now, room);
    if (ids.empty()) return;
    const int may = receiver.per_second - uploads::tried_since(session, receiver.id, now - kRateWindow);
    ids.resize(std::min(ids.size(), static_cast<std::size_t>(std::max(may, 0))));
    if (ids.empty()) return;
  }
  auto tx = parts_.database.begin();
  const uploads::Claim how{.worker = parts_.worker, .lease = receiver.timeout + kLeaseBeyondTimeout};
  const auto claimed = uploads::claim(tx, ids, how, now);
  try {
    tx.commit();
  } catch (const storage::Busy&) {
    unsent_.insert(unsent_.end(), ids.begin(), ids.end());  // whether they are claimed is not known; nothing was sent
    throw;
  }
  send(outlet, claimed);
}

void Uploader::send(Outlet& outlet, const std::vector<Claimed>& claimed) {
  if (claimed.empty()) return;
  const auto token = read_token(outlet.receiver.token_file);
  for (const Claimed& upload : claimed) {
    if (!parts_.may_act()) {
      unsent_.push_back(upload.id);
      continue;
    }
    ++outlet.under_way;
    under_way_.emplace(upload.id, outlet.receiver.id);
    if (!token)
      take({upload.id.value, uploads::Came::turned_away, outlet.receiver.token_file + " holds no token", {}});
    else if (!client_.start(outlet.receiver, {upload.id.value, upload.key, upload.body, *token}))
      take({upload.id.value, uploads::Came::turned_away, "the request could not be begun", {}});
  }
}

void Uploader::take(const UploadResult& result) {
  const auto node = under_way_.extract(UploadId{result.tag});
  Outlet& outlet = outlets_.at(node.mapped());
  --outlet.under_way;
  const uploads::Receiver& receiver = outlet.receiver;
  const bool reached = result.came == uploads::Came::accepted || result.came == uploads::Came::refused;
  outlet.failures = reached ? 0 : outlet.failures + 1;
  const auto verdict = uploads::judge({result.came, receiver.repeats, outlet.failures, result.retry_after},
                                      receiver.back_off, parts_.random());
  if (verdict.pause.count() > 0) outlet.paused_until = parts_.steady.now() + verdict.pause;
  settlements_.push_back({node.key(), verdict.state, parts_.civil.utc_now() + verdict.wait, result.answer});
  parts_.metrics
      .counter("liftguard_uploads_requests_total", "Requests to receivers, by what became of the upload",
               {{"receiver", receiver.name}, {"state", std::string(uploads::name_of(verdict.state))}})
      .add();
  if (verdict.state != uploads::State::accepted)
    spdlog::warn("upload {} to {}: {}: {}", to_string(node.key()), receiver.name, uploads::name_of(verdict.state),
                 result.answer);
}

void Uploader::write_down() {
  if (settlements_.empty() && unsent_.empty()) return;
  auto tx = parts_.database.begin();
  const UtcTime now = parts_.civil.utc_now();
  for (const auto& settlement : settlements_)
    if (!uploads::settle_claim(tx, parts_.worker, settlement, now))
      spdlog::warn("upload {}: its claim had lapsed before the receiver answered", to_string(settlement.id));
  for (const UploadId id : unsent_) uploads::release(tx, parts_.worker, id);
  tx.commit();
  settlements_.clear();
  unsent_.clear();
}

}  // namespace liftguard::gateway
