#include "common/dispatch/notices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/outbox.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kCandidatesPerPlace = 4;  // more than asked for: some will be superseded or of one phone
constexpr std::size_t kLongestError = 300;

// What a notice says, with what its condition is judged by.
constexpr Statement kDue{
    "notices.due",
    "select n.id, n.order_id, n.idempotency_key, n.phone, n.text, n.tries, n.created_ms, n.condition, n.step, n.round, "
    "case when o.id is not null and o.closed_ms is null then 1 else 0 end, d.step, d.round "
    "from notices n left join orders o on o.id = n.order_id "
    "left join dispatches d on d.order_id = n.order_id and d.level = n.level "
    "where n.state = :1 and n.priority = :2 and n.due_ms <= :3 order by n.due_ms, n.id limit :4"};
constexpr Statement kBusyPhones{"notices.busy_phones", "select phone from notices where state = :1 and due_ms > :2"};
constexpr Statement kClaim{"notices.claim", "update notices set state = :2, worker = :3, due_ms = :4 where id = :1"};
constexpr Statement kSupersede{"notices.supersede", "update notices set state = :2, worker = null where id = :1"};
constexpr Statement kSent{
    "notices.sent",
    "update notices set state = :4, sent_ms = :5, provider_id = :6, tries = tries + 1, error = '' "
    "where id = :1 and state = :2 and worker = :3 returning order_id"};
constexpr Statement kFailed{"notices.failed",
                            "update notices set state = :4, due_ms = :5, tries = tries + 1, error = :6, worker = null "
                            "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kMine{"notices.mine",
                          "select tries, order_id, to_name, phone from notices "
                          "where id = :1 and state = :2 and worker = :3"};
constexpr Statement kNextDue{"notices.next_due",
                             "select due_ms from notices where state = :1 and priority = :2 order by due_ms limit 1"};
constexpr Statement kCount{"notices.count", "select state, count(*) from notices group by state"};

constexpr std::array kPriorities{NoticePriority::alarm, NoticePriority::reminder, NoticePriority::information};
constexpr std::array kClaimable{NoticeState::pending, NoticeState::claimed};  // claimed: the claim has lapsed

void note_change(Transaction& tx, OrderId order, NoticeId id, NoticeState state, UtcTime now) {
  storage::append_change(tx,
                         {.kind = "notice",
                          .subject = order.value,
                          .detail = fmt::format(R"({{"notice_id":"{}","state":"{}"}})", to_string(id), name_of(state))},
                         now);
}

struct Candidate {
  Claimed claimed{};
  bool holds = false;  // its condition
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
  const auto condition = row.take<NoticeCondition>();
  const int step = row.take<std::optional<int>>().value_or(0);
  const int round = row.take<int>();
  const bool open = row.take<bool>();
  const int dispatch_step = row.take<std::optional<int>>().value_or(0);
  const int dispatch_round = row.take<std::optional<int>>().value_or(0);
  switch (condition) {
    case NoticeCondition::always:
      candidate.holds = true;
      break;
    case NoticeCondition::order_open:
      candidate.holds = open;
      break;
    case NoticeCondition::step_owed:
      candidate.holds = open && dispatch_round == round && dispatch_step < step;
      break;
  }
  return candidate;
}

// Goes over what is due and takes it, until it has enough.
class Claiming {
 public:
  Claiming(Transaction& tx, UtcTime now, std::string_view worker, const ClaimOptions& options)
      : tx_(tx), now_(now), worker_(worker), options_(options) {
    for (const Row& row : tx.query(kBusyPhones, NoticeState::claimed, now)) phones_.insert(row.get<std::string>(0));
  }

  std::vector<Claimed> run() {
    for (NoticePriority priority : kPriorities)
      for (NoticeState state : kClaimable)
        for (Row& row : tx_.query(kDue, state, priority, now_, options_.limit * kCandidatesPerPlace)) consider(row);
    return std::move(claimed_);
  }

 private:
  void consider(Row& row) {
    if (claimed_.size() >= static_cast<std::size_t>(options_.limit)) return;
    Candidate candidate = read_candidate(row);
    Claimed& c = candidate.claimed;
    if (!candidate.holds) {
      tx_.exec(kSupersede, c.id, NoticeState::superseded);
      note_change(tx_, c.order, c.id, NoticeState::superseded, now_);
      return;
    }
    if (!phones_.insert(c.phone).second) return;  // one at a time for each phone
    tx_.exec(kClaim, c.id, NoticeState::claimed, worker_, now_ + options_.lease);
    claimed_.push_back(std::move(c));
  }

  Transaction& tx_;
  UtcTime now_;
  std::string_view worker_;
  const ClaimOptions& options_;
  std::set<std::string> phones_;
  std::vector<Claimed> claimed_;
};

// NT-2: shown at once; dispatchers are told to phone.
void ring_failing(Transaction& tx, OrderId order, std::string_view name, std::string_view phone, std::string_view key,
                  UtcTime now) {
  ring(tx,
       {.kind = AlertKind::notice_failing,
        .key = std::string(key),
        .order = order,
        .text_zh = fmt::format("短信发送失败，请电话通知{} {}", name, phone),
        .text_en = fmt::format("SMS is failing: phone {} {}", name, phone)},
       now);
}

}  // namespace

std::string_view name_of(NoticeState state) {
  switch (state) {
    case NoticeState::pending:
      return "pending";
    case NoticeState::claimed:
      return "claimed";
    case NoticeState::delivered:
      return "delivered";
    case NoticeState::failed:
      return "failed";
    case NoticeState::superseded:
      return "superseded";
    case NoticeState::no_phone:
      return "no_phone";
  }
  return "unknown";
}

std::vector<Claimed> claim_notices(Transaction& tx, UtcTime now, std::string_view worker, const ClaimOptions& options) {
  return Claiming(tx, now, worker, options).run();
}

bool mark_sent(Transaction& tx, NoticeId id, std::string_view worker, std::string_view provider_id, UtcTime now) {
  const auto row =
      tx.query_one(kSent, id, NoticeState::claimed, worker, NoticeState::delivered, now, printable(provider_id, 100));
  if (!row) return false;
  note_change(tx, row->get<OrderId>(0), id, NoticeState::delivered, now);
  return true;
}

Milliseconds back_off(const BackOff& rule, int tries, double random) {
  const double doubled = static_cast<double>(rule.first.count()) * std::pow(2.0, std::max(tries, 1) - 1);
  const double wait = std::min(doubled, static_cast<double>(rule.longest.count()));
  return Milliseconds{std::llround(wait * (1.0 + rule.jitter * (2.0 * random - 1.0)))};
}

bool mark_failed(Transaction& tx, NoticeId id, std::string_view worker, std::string_view error, UtcTime now,
                 double random, const BackOff& rule) {
  auto mine = tx.query_one(kMine, id, NoticeState::claimed, worker);
  if (!mine) return false;
  const int tries = mine->take<int>() + 1;
  const auto order = mine->take<OrderId>();
  const auto name = mine->take<std::string>();
  const auto phone = mine->take<std::string>();
  const NoticeState state = tries >= rule.tries ? NoticeState::failed : NoticeState::pending;
  tx.exec(kFailed, id, NoticeState::claimed, worker, state, now + back_off(rule, tries, random),
          printable(error, kLongestError));
  if (tries == 1) ring_failing(tx, order, name, phone, "notice-failing-" + to_string(order), now);
  if (state == NoticeState::failed) ring_failing(tx, order, name, phone, "notice-failed-" + to_string(id), now);
  note_change(tx, order, id, state, now);
  return true;
}

std::optional<UtcTime> next_notice_due(Session& session) {
  std::optional<UtcTime> next;
  for (NoticeState state : kClaimable)
    for (NoticePriority priority : kPriorities)
      if (const auto row = session.query_one(kNextDue, state, priority))
        if (const auto due = row->get<UtcTime>(0); !next || due < *next) next = due;
  return next;
}

NoticeCounts count_notices(Session& session) {
  NoticeCounts counts;
  for (const Row& row : session.query(kCount)) count_notice(counts, row.get<NoticeState>(0), row.get<int>(1));
  return counts;
}

void count_notice(NoticeCounts& counts, NoticeState state, int number) {
  switch (state) {
    case NoticeState::pending:
    case NoticeState::claimed:
      counts.pending += number;
      break;
    case NoticeState::delivered:
      counts.delivered += number;
      break;
    case NoticeState::failed:
    case NoticeState::no_phone:
      counts.failed += number;
      break;
    case NoticeState::superseded:
      counts.superseded += number;
      break;
  }
}

}  // namespace liftguard::dispatch
