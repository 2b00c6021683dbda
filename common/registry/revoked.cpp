#include "common/registry/revoked.hpp"

#include <functional>
#include <sstream>

namespace liftguard::registry {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kRevoke{"monitors.revoke",
                            "update monitors set revoked_ms = :2, untrusted_since_ms = :3, revoked_by = :4, "
                            "revoked_reason = :5, revoked_serials = :6 where name = :1 and revoked_ms is null"};
constexpr Statement kKnown{"monitors.known", "select name from monitors where name = :1"};
constexpr Statement kRevoked{"monitors.revoked",
                             "select name, revoked_ms, untrusted_since_ms, revoked_by, revoked_reason, "
                             "revoked_serials from monitors where revoked_ms is not null order by revoked_ms desc"};
constexpr Statement kNames{"monitors.revoked_names", "select name from monitors where revoked_ms is not null"};
constexpr Statement kIsRevoked{"monitors.is_revoked",
                               "select name from monitors where name = :1 and revoked_ms is not null"};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

}  // namespace

Result<void> revoke_monitor(Transaction& tx, const RevokedMonitor& r) {
  if (!tx.query_one(kKnown, r.name)) return refuse("unknown_monitor", r.name);
  if (tx.exec(kRevoke, r.name, r.at, r.untrusted_since, r.by, r.reason, joined(r.serials)) == 0)
    return refuse("revoked", r.name + " is revoked already");
  return {};
}

std::vector<RevokedMonitor> revoked_monitors(Session& session) {
  std::vector<RevokedMonitor> out;
  for (Row& row : session.query(kRevoked)) {
    RevokedMonitor revoked{.name = row.take<std::string>(),
                           .at = row.take<UtcTime>(),
                           .untrusted_since = row.take<UtcTime>(),
                           .by = row.take<std::string>(),
                           .reason = row.take<std::string>()};
    revoked.serials = split(row.take<std::string>());
    out.push_back(std::move(revoked));
  }
  return out;
}

std::set<std::string, std::less<>> revoked_names(Session& session) {
  std::set<std::string, std::less<>> out;
  for (const Row& row : session.query(kNames)) out.insert(row.get<std::string>(0));
  return out;
}

bool is_revoked(Session& session, std::string_view name) {
  return session.query_one(kIsRevoked, name).has_value();
}

}  // namespace liftguard::registry
