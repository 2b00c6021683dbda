#include "gateway/news/store.hpp"

namespace liftguard::gateway::news {

using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kFind{"rescue_news.find",
                          "select step, boot, session from rescue_news "
                          "where monitor = :1 and journal = :2 and episode = :3"};
constexpr Statement kPut{"rescue_news.put",
                         "insert into rescue_news (monitor, journal, episode, step, boot, session, told_ms) "
                         "values (:1, :2, :3, :4, :5, :6, :7) on conflict (monitor, journal, episode) do update set "
                         "step = excluded.step, boot = excluded.boot, session = excluded.session, "
                         "told_ms = excluded.told_ms"};

}  // namespace

std::optional<Told> find_told(Session& session, const dispatch::OpenEpisode& episode) {
  auto row = session.query_one(kFind, episode.monitor, episode.journal, episode.number);
  if (!row) return std::nullopt;
  Told told;
  told.step = row->take<rescue::Step>();
  told.in.boot = row->take<std::uint64_t>();
  told.in.session = row->take<std::uint64_t>();
  return told;
}

void put_told(Transaction& tx, const dispatch::OpenEpisode& episode, const Told& told, UtcTime now) {
  tx.exec(kPut, episode.monitor, episode.journal, episode.number, told.step, told.in.boot, told.in.session, now);
}

}  // namespace liftguard::gateway::news
