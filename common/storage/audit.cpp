#include "common/storage/audit.hpp"

#include <fmt/format.h>

#include "common/storage/counter.hpp"
#include "common/storage/hash.hpp"

namespace liftguard::storage {

namespace {

constexpr Statement kLastHash{"audit_log.last_hash", "select hash from audit_log order by seq desc limit 1"};
constexpr Statement kAppend{"audit_log.append",
                            "insert into audit_log (seq, at_ms, account_id, name, origin, action, subject, "
                            "before_json, after_json, hash) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10)"};
constexpr Statement kPage{"audit_log.page",
                          "select seq, at_ms, account_id, name, origin, action, subject, before_json, after_json, hash "
                          "from audit_log where seq > :1 order by seq limit 1000"};

// Every field with its length, so that no two different rows have the same text.
std::string row_hash(std::string_view previous, std::int64_t seq, const AuditEntry& entry, UtcTime at) {
  std::string text = fmt::format("{}|{}|{}|{}|{}", previous, seq, to_ms(at), entry.actor.account.value, entry.subject);
  for (const std::string* field : {&entry.actor.name, &entry.actor.from, &entry.action, &entry.before, &entry.after})
    text += fmt::format("|{}:{}", field->size(), *field);
  return hash_hex(text);
}

}  // namespace

void append_audit(Transaction& tx, const AuditEntry& entry, UtcTime at) {
  const std::int64_t seq = next_number(tx, "audit");
  const auto last = tx.query_one(kLastHash);
  const std::string hash = row_hash(last ? last->get<std::string>(0) : "", seq, entry, at);
  tx.exec(kAppend, seq, at, entry.actor.account, entry.actor.name, entry.actor.from, entry.action, entry.subject,
          entry.before, entry.after, hash);
}

std::optional<std::int64_t> first_broken_audit_row(Session& session) {
  std::string previous;
  std::int64_t expected = 1;
  for (;;) {
    Rows rows = session.query(kPage, expected - 1);
    for (Row& row : rows) {
      AuditEntry entry;
      const auto seq = row.take<std::int64_t>();
      const auto at = row.take<UtcTime>();
      entry.actor.account = row.take<AccountId>();
      entry.actor.name = row.take<std::string>();
      entry.actor.from = row.take<std::string>();
      entry.action = row.take<std::string>();
      entry.subject = row.take<std::int64_t>();
      entry.before = row.take<std::string>();
      entry.after = row.take<std::string>();
      const auto hash = row.take<std::string>();
      if (seq != expected || hash != row_hash(previous, seq, entry, at)) return expected;
      previous = hash;
      ++expected;
    }
    if (rows.empty()) return std::nullopt;
  }
}

}  // namespace liftguard::storage
