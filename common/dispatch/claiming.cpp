// Which notices a sender gets next.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/dispatch/incident_notices.hpp"
#include "common/dispatch/notice_rows.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kCandidatesPerPlace = 4;  // more than asked for: some will be superseded or of one phone

// What a notice says, with what its condition is judged by. Phones that are being served are left out.
constexpr Statement kDue{"notices.due",
                         "select n.id, n.order_id, n.idempotency_key, n.phone, n.text, n.tries, n.created_ms, "
                         "n.priority, n.carries, s.incident_id, " LIFTGUARD_NOTICE_STANDING
                         "from notices n " LIFTGUARD_NOTICE_JOINS
                         "left join order_sites s on s.order_id = n.order_id "
                         "where n.state = :1 and n.priority = :2 and n.due_ms <= :3 and n.channel = :5 "
                         "and not exists (select 1 from notices b where b.phone = n.phone and b.state = 2 "
                         "and b.channel = n.channel and b.due_ms > :3) order by n.due_ms, n.id limit :4"};
constexpr Statement kClaim{"notices.claim", "update notices set state = :2, worker = :3, due_ms = :4 where id = :1"};
// Its incident has been told of it: the next sender says it at once, and does not ask again.
constexpr Statement kGiveBack{"notices.give_back",
                              "update notices set state = :4, worker = null, due_ms = :5, "
                              "tries = case when tries = 0 then 1 else tries end "
                              "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kSupersede{"notices.supersede",
                               "update notices set state = :2, worker = null, escalate_ms = null where id = :1"};

constexpr std::array kPriorities{NoticePriority::alarm, NoticePriority::reminder, NoticePriority::information};
constexpr std::array kClaimable{NoticeState::pending, NoticeState::claimed};  // claimed: the claim has lapsed

struct Candidate {
  Claimed claimed{};
  bool carries = false;
  std::optional<IncidentId> incident{};
  Standing standing{};
};

Candidate read_candidate(Row& row) {
  Candidate candidate;
  Claimed& c = candidate.claimed;
  c.id = row.take<NoticeId>();
  c.order = row.take<OrderId>();
  c.idempotency_key = row.take<std::string>();
  c.phone = row.take<std::string>();
  c.text = row.take<std::string>();
  c.tries = row.take<int>();
  c.created = row.take<UtcTime>();
  c.priority = row.take<NoticePriority>();
  candidate.carries = row.take<bool>();
  if (const auto incident = row.take<IncidentId>()) candidate.incident = incident;
  candidate.standing = read_standing(row);
  return candidate;
}

// Goes over what is due and takes it, until it has enough.
class Claiming {
 public:
  Claiming(Transaction& tx, UtcTime now, std::string_view worker, const ClaimOptions& options)
      : tx_(tx), now_(now), worker_(worker), options_(options) {}

  std::vector<Claimed> run() {
    for (NoticePriority priority : kPriorities) {
      if (priority > options_.upto) break;
      for (NoticeState state : kClaimable)
        for (Row& row : tx_.query(kDue, state, priority, now_, options_.limit * kCandidatesPerPlace, options_.channel))
          consider(row, state);
    }
    return std::move(claimed_);
  }

 private:
  void consider(Row& row, NoticeState state) {
    if (claimed_.size() >= static_cast<std::size_t>(options_.limit)) return;
    Candidate candidate = read_candidate(row);
    Claimed& c = candidate.claimed;
    if (dealt_with_.contains(c.phone)) return;  // one at a time for each phone
    if (!candidate.standing.holds()) {
      tx_.exec(kSupersede, c.id, NoticeState::superseded);
      note_notice(tx_, c.order, c.id, NoticeState::superseded, now_);
      return;
    }
    // A second try, also by another sender, says what the first one said: the provider may have taken it.
    if (candidate.incident && !candidate.carries && c.tries == 0 && state == NoticeState::pending) {
      if (postponed_.contains({*candidate.incident, c.phone})) return;
      auto told = tell_of_incident(tx_,
                                   {.incident = *candidate.incident,
                                    .carrier = c.id,
                                    .priority = c.priority,
                                    .phone = c.phone,
                                    .channel = options_.channel},
                                   now_);
      if (!told) {  // later, with what has come by then
        postponed_.insert({*candidate.incident, c.phone});
        return;
      }
      c.priority = told->priority;
      if (!told->text.empty()) c.text = std::move(told->text);
    }
    dealt_with_.insert(c.phone);
    tx_.exec(kClaim, c.id, NoticeState::claimed, worker_, now_ + options_.lease);
    claimed_.push_back(std::move(c));
  }

  Transaction& tx_;
  UtcTime now_;
  std::string_view worker_;
  const ClaimOptions& options_;
  std::set<std::string> dealt_with_;  // phones
  std::set<std::pair<IncidentId, std::string>> postponed_;
  std::vector<Claimed> claimed_;
};

}  // namespace

std::vector<Claimed> claim_notices(Transaction& tx, UtcTime now, std::string_view worker, const ClaimOptions& options) {
  return Claiming(tx, now, worker, options).run();
}

void give_back(Transaction& tx, NoticeId id, std::string_view worker, UtcTime now) {
  tx.exec(kGiveBack, id, NoticeState::claimed, worker, NoticeState::pending, now);
}

}  // namespace liftguard::dispatch
