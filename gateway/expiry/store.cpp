#include "gateway/expiry/store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "gateway/expiry/rules.hpp"

namespace liftguard::gateway::expiry {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kAll{"expiries.all", "select name, ends_ms from expiries order by ends_ms, name"};
constexpr Statement kPut{"expiries.put",
                         "insert into expiries (name, ends_ms, seen_ms) values (:1, :2, :3) "
                         "on conflict (name) do update set ends_ms = excluded.ends_ms, seen_ms = excluded.seen_ms"};

dispatch::DeskAlert alert_of(const End& end, Stage stage) {
  const Words words = words_of(end.name);
  const bool over = stage == Stage::over;
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::expiring;
  alert.key = fmt::format("expiry/{}/{}/{}", end.name, to_ms(end.ends), static_cast<int>(stage));
  alert.text_zh = fmt::format("{}（{}）{} {}，请更换", words.zh, end.name, over ? "已于此时失效：" : "将于此时失效：",
                              format_local(end.ends));
  alert.text_en = fmt::format("{} ({}) {} {} (UTC+8): renew it", words.en, end.name,
                              over ? "has ended at" : "will end at", format_local(end.ends));
  return alert;
}

}  // namespace

void note(storage::Database& database, const std::vector<End>& ends, UtcTime now) {
  std::vector<End> known;
  {
    auto session = database.read();
    known = all(session);
  }
  if (std::ranges::all_of(ends, [&](const End& end) { return std::ranges::find(known, end) != known.end(); })) return;
  auto tx = database.begin();
  for (const End& end : ends) tx.exec(kPut, end.name, end.ends, now);
  tx.commit();
}

std::vector<End> all(Session& session) {
  std::vector<End> out;
  for (Row& row : session.query(kAll)) out.push_back({row.take<std::string>(), row.take<UtcTime>()});
  return out;
}

void warn(Transaction& tx, UtcTime now) {
  for (const End& end : all(tx))
    if (const Stage stage = stage_of(end.ends, now); stage != Stage::far) dispatch::ring(tx, alert_of(end, stage), now);
}

}  // namespace liftguard::gateway::expiry
