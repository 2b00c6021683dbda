#include "common/dispatch/chains.hpp"

#include <string>

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

using ChainId = Id<struct ChainTag>;

constexpr Statement kAt{"escalation_chains.at",
                        "select id from escalation_chains where coalesce(district_id, 0) = :1 and from_ms <= :2 "
                        "order by from_ms desc limit 1"};
constexpr Statement kSteps{"escalation_chain_steps.of_chain",
                           "select position, who, channel, runs_from, delay_ms, stops_when "
                           "from escalation_chain_steps where chain_id = :1 order by position"};
constexpr Statement kPut{"escalation_chains.put",
                         "insert into escalation_chains (id, district_id, from_ms) values (:1, :2, :3) "
                         "on conflict (coalesce(district_id, 0), from_ms) do update set from_ms = excluded.from_ms "
                         "returning id"};
constexpr Statement kClear{"escalation_chain_steps.clear", "delete from escalation_chain_steps where chain_id = :1"};
constexpr Statement kPutStep{
    "escalation_chain_steps.insert",
    "insert into escalation_chain_steps (chain_id, position, who, channel, runs_from, delay_ms, stops_when) "
    "values (:1, :2, :3, :4, :5, :6, :7)"};

rescue::Chain read_chain(Session& session, ChainId id) {
  rescue::Chain chain;
  for (Row& row : session.query(kSteps, id))
    chain.push_back({.position = row.take<int>(),
                     .who = row.take<rescue::Who>(),
                     .channel = row.take<rescue::Channel>(),
                     .runs_from = row.take<rescue::RunsFrom>(),
                     .delay = row.take<Milliseconds>(),
                     .stops_when = row.take<rescue::StopsWhen>()});
  return chain;
}

std::optional<ChainId> in_force(Session& session, DistrictId district, UtcTime at) {
  const auto row = session.query_one(kAt, district.value, at);
  return row ? std::optional(row->get<ChainId>(0)) : std::nullopt;
}

}  // namespace

Result<void> put_chain(Transaction& tx, DistrictId district, const rescue::Chain& chain, UtcTime from) {
  if (const auto flaw = rescue::flaw_of(chain)) return refuse("bad_chain", std::string(*flaw));
  const auto before = in_force(tx, district, from);
  if (before && read_chain(tx, *before) == chain) return {};
  const auto id = tx.query_one(kPut, tx.make_id<ChainId>(), district, from)->get<ChainId>(0);
  tx.exec(kClear, id);
  for (const rescue::ChainStep& step : chain)
    tx.exec(kPutStep, id, step.position, step.who, step.channel, step.runs_from, step.delay, step.stops_when);
  return {};
}

bool has_own_chain(Session& session, DistrictId district, UtcTime at) {
  return in_force(session, district, at).has_value();
}

rescue::Chain chain_at(Session& session, DistrictId district, UtcTime at) {
  auto id = in_force(session, district, at);
  if (!id) id = in_force(session, DistrictId{}, at);
  return id ? read_chain(session, *id) : rescue::Chain{};
}

}  // namespace liftguard::dispatch
