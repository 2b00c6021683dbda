#include "gateway/revoke_verb.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/registry/revoked.hpp"
#include "common/storage/database.hpp"
#include "gateway/operator_name.hpp"
#include "gateway/revocation/revoke.hpp"

namespace liftguard::gateway {

namespace {

struct Words {
  std::string_view code, zh, en;
};
constexpr Words kRefusals[] = {
    {"unknown_monitor", "没有这个装置", "there is no such monitor"},
    {"revoked", "该装置已吊销", "it is revoked already"},
    {"in_future", "时间在将来", "that time has not come yet"},
    {"bad_serial", "证书序列号有误", "no serial number of a certificate"},
    {"bad_time", "时间格式有误，应如 2026-11-22T14:00:00+08:00", "a time such as 2026-11-22T14:00:00+08:00 is needed"},
};

int refuse_loudly(const Refusal& refusal) {
  Words words{refusal.code, "已拒绝", "refused"};
  for (const auto& known : kRefusals)
    if (known.code == refusal.code) words = known;
  fmt::print(stderr, "{} / {} ({}): {}\n", words.zh, words.en, refusal.code, refusal.detail);
  return RevokeVerb::kRefused;
}

}  // namespace

RevokeVerb::RevokeVerb(CLI::App& app)
    : revoke_(app.add_subcommand("revoke", "believe a monitor nothing any more, for good: it was stolen")),
      revoked_(app.add_subcommand("revoked", "list the monitors that are revoked, newest first")) {
  revoke_->fallthrough();
  revoke_->add_option("MONITOR", monitor_)->required();
  revoke_->add_option("--since", since_, "when it was stolen, ISO 8601")->required();
  revoke_->add_option("--reason", reason_, "kept with it")->required();
  revoke_->add_option("--serial", serials_, "a certificate that the authority does not know of, by its number in hex");
  revoke_->add_option("--by", by_, "who decides, for the audit log; else the log-in name");
  revoked_->fallthrough();
}

int RevokeVerb::run(const Config& config) const {
  return revoke_->parsed() ? revoke(config) : list(config);
}

int RevokeVerb::revoke(const Config& config) const {
  const auto since = parse_iso(since_);
  if (!since) return refuse_loudly(refuse("bad_time", since_));
  const auto database = storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  auto tx = database->begin();
  const auto done = revocation::revoke(tx, {monitor_, *since, reason_, serials_}, actor, now);
  if (!done) return refuse_loudly(done.error());
  tx.commit();
  fmt::print("{} 已吊销，一分钟内断开 / is revoked and cut off within a minute\n", monitor_);
  fmt::print("自 {} 起不可信：事件 {} 条，工单 {} 个 / not to be believed since then: {} events, {} orders\n",
             format_local(*since), done->events, done->orders.size(), done->events, done->orders.size());
  for (const OrderId order : done->orders) fmt::print("  工单 order {}\n", to_string(order));
  return kDone;
}

int RevokeVerb::list(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto all = registry::revoked_monitors(session);
  if (all.empty()) fmt::print("没有已吊销的装置 / no monitors are revoked\n");
  for (const auto& one : all)
    fmt::print("{}  {}  不可信自 not believed since {}  由 by {}  {}\n", one.name, format_local(one.at),
               format_local(one.untrusted_since), one.by, one.reason);
  return kDone;
}

}  // namespace liftguard::gateway
