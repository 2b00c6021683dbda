#include "common/uploads/queue.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/uploads/rules.hpp"

namespace liftguard::uploads {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr std::size_t kMaxAnswer = 300;

// "state in (1, 2)" stands wherever the indexes of waiting rows are to be used: they hold those alone.
#define LIFTGUARD_IS_FIRST                                                                                     \
  "not exists (select 1 from uploads e where e.receiver_id = u.receiver_id and e.elevator_id = u.elevator_id " \
  "and e.id < u.id and e.state in (1, 2))"
constexpr Statement kReady{"uploads.ready",
                           "select u.id from uploads u where u.receiver_id = :1 and u.state in (1, 2) and u.state = 1 "
                           "and u.due_ms <= :2 and " LIFTGUARD_IS_FIRST " order by u.id limit :3"};
constexpr Statement kClaim{"uploads.claim",
                           "update uploads as u set state = 2, worker = :3, due_ms = :4, tried_ms = :2, "
                           "tries = tries + 1 where u.id = :1 and u.state = 1 and u.due_ms <= :2 "
                           "and " LIFTGUARD_IS_FIRST " returning idempotency_key, body"};
#undef LIFTGUARD_IS_FIRST
constexpr Statement kTriedSince{"uploads.tried_since",
                                "select count(*) from uploads where receiver_id = :1 and tried_ms > :2"};

constexpr Statement kSettleClaim{"uploads.settle_claim",
                                 "update uploads set state = :3, due_ms = :4, answer = :5, settled_ms = :6, "
                                 "worker = '' where id = :1 and worker = :2 and state = 2"};
constexpr Statement kRelease{"uploads.release",
                             "update uploads set state = 1, tries = tries - 1, due_ms = tried_ms, worker = '' "
                             "where id = :1 and worker = :2 and state = 2"};

constexpr Statement kAnyLapsed{"uploads.any_lapsed", "select id from uploads where state = 2 and due_ms <= :1 limit 1"};
constexpr Statement kLapsed{"uploads.lapsed",
                            "update uploads set state = :3, due_ms = :1, answer = :4, settled_ms = :5, worker = '' "
                            "where state = 2 and due_ms <= :1 and receiver_id in "
                            "(select id from upload_receivers where repeats = :2)"};
constexpr Statement kForget{"uploads.forget",
                            "delete from uploads where id in (select id from uploads where state = 3 "
                            "and settled_ms < :1 order by settled_ms limit :2)"};

#define LIFTGUARD_UPLOAD                                                                                            \
  "select u.id, r.name, e.code, u.idempotency_key, u.kind, u.state, u.tries, u.created_ms, u.answer, u.settled_by " \
  "from uploads u join upload_receivers r on r.id = u.receiver_id join elevators e on e.id = u.elevator_id "
constexpr Statement kFind{"uploads.find", LIFTGUARD_UPLOAD "where u.id = :1"};
constexpr Statement kOfState{"uploads.of_state",
                             LIFTGUARD_UPLOAD "where u.state = :1 and (:2 = '' or r.name = :2) order by u.id limit :3"};
#undef LIFTGUARD_UPLOAD
constexpr Statement kBody{"uploads.body", "select body from uploads where id = :1"};

constexpr Statement kDecide{"uploads.decide",
                            "update uploads set state = :2, due_ms = :3, settled_ms = :4, settled_by = :5, "
                            "answer = :6 where id = :1"};
constexpr Statement kWaiting{"uploads.waiting",
                             "select r.name, count(u.id), min(u.created_ms) from upload_receivers r "
                             "left join uploads u on u.receiver_id = r.id and u.state in (1, 2) "
                             "group by r.id, r.name order by r.name"};
constexpr Statement kUnknown{"uploads.unknown",
                             "select count(u.id) from uploads u join upload_receivers r on r.id = u.receiver_id "
                             "where u.state = 5 and r.name = :1"};

Upload read(Row& row) {
  return {.id = row.take<UploadId>(),
          .receiver = row.take<std::string>(),
          .elevator = row.take<std::string>(),
          .key = row.take<std::string>(),
          .kind = row.take<Kind>(),
          .state = row.take<State>(),
          .tries = row.take<int>(),
          .created = row.take<UtcTime>(),
          .answer = row.take<std::string>(),
          .settled_by = row.take<std::string>()};
}

int lapse(Transaction& tx, Repeats repeats, UtcTime now) {
  const State state = after_lapse(repeats);
  return static_cast<int>(tx.exec(kLapsed, now, repeats, state, "发送途中网关退出 / the gateway ended while sending",
                                  state == State::pending ? std::nullopt : std::optional(now)));
}

void audit(Transaction& tx, const Upload& upload, std::string_view action, State to, const storage::Actor& actor,
           UtcTime now) {
  storage::append_audit(tx,
                        {.actor = actor,
                         .action = std::string(action),
                         .subject = upload.id.value,
                         .before = fmt::format(R"({{"state":"{}"}})", name_of(upload.state)),
                         .after = fmt::format(R"({{"state":"{}"}})", name_of(to))},
                        now);
}

Refusal not_found(UploadId id) {
  return refuse("not_found", "there is no upload " + to_string(id));
}

Refusal bad_state(const Upload& upload) {
  return refuse("bad_state", fmt::format("upload {} is {}", to_string(upload.id), name_of(upload.state)));
}

}  // namespace

std::vector<UploadId> ready(Session& session, ReceiverId receiver, UtcTime now, int limit) {
  std::vector<UploadId> out;
  for (const Row& row : session.query(kReady, receiver, now, limit)) out.push_back(row.get<UploadId>(0));
  return out;
}

int tried_since(Session& session, ReceiverId receiver, UtcTime since) {
  return session.query_one(kTriedSince, receiver, since)->get<int>(0);
}

std::vector<Claimed> claim(Transaction& tx, std::span<const UploadId> ids, const Claim& claim, UtcTime now) {
  std::vector<Claimed> out;
  for (const UploadId id : ids)
    if (auto row = tx.query_one(kClaim, id, now, claim.worker, now + claim.lease))
      out.push_back({id, row->take<std::string>(), row->take<std::string>()});
  return out;
}

bool settle_claim(Transaction& tx, std::string_view worker, const Settlement& settlement, UtcTime now) {
  const auto settled = settlement.state == State::pending ? std::nullopt : std::optional(now);
  return tx.exec(kSettleClaim, settlement.id, worker, settlement.state, settlement.due,
                 printable(settlement.answer, kMaxAnswer), settled) == 1;
}

void release(Transaction& tx, std::string_view worker, UploadId id) {
  tx.exec(kRelease, id, worker);
}

bool any_lapsed(Session& session, UtcTime now) {
  return session.query_one(kAnyLapsed, now).has_value();
}

int take_lapsed(Transaction& tx, UtcTime now) {
  lapse(tx, Repeats::idempotent, now);
  return lapse(tx, Repeats::unknown, now);
}

int forget_accepted(Transaction& tx, UtcTime before, int limit) {
  return static_cast<int>(tx.exec(kForget, before, limit));
}

std::vector<Upload> list(Session& session, const Filter& filter) {
  constexpr std::array kOwed{State::pending, State::claimed, State::rejected, State::unknown};
  const std::span<const State> states = filter.state ? std::span(&*filter.state, 1) : std::span<const State>(kOwed);
  std::vector<Upload> out;
  for (const State state : states)
    for (Row& row : session.query(kOfState, state, filter.receiver, filter.limit)) out.push_back(read(row));
  std::ranges::sort(out, {}, &Upload::id);
  if (out.size() > static_cast<std::size_t>(filter.limit)) out.resize(static_cast<std::size_t>(filter.limit));
  return out;
}

std::optional<Upload> find(Session& session, UploadId id) {
  auto row = session.query_one(kFind, id);
  return row ? std::optional(read(*row)) : std::nullopt;
}

std::string body(Session& session, UploadId id) {
  const auto row = session.query_one(kBody, id);
  return row ? row->get<std::string>(0) : std::string();
}

Result<void> resend(Transaction& tx, UploadId id, const storage::Actor& actor, UtcTime now) {
  const auto upload = find(tx, id);
  if (!upload) return not_found(id);
  if (!may_resend(upload->state)) return bad_state(*upload);
  tx.exec(kDecide, id, State::pending, now, std::optional<UtcTime>(), actor.name, upload->answer);
  audit(tx, *upload, "upload.resent", State::pending, actor, now);
  return {};
}

Result<void> settle(Transaction& tx, UploadId id, const Word& word, const storage::Actor& actor, UtcTime now) {
  const auto upload = find(tx, id);
  if (!upload) return not_found(id);
  if (!may_settle(upload->state, word.state)) return bad_state(*upload);
  tx.exec(kDecide, id, word.state, now, std::optional(now), actor.name, printable(word.reason, kMaxAnswer));
  audit(tx, *upload, "upload.settled", word.state, actor, now);
  return {};
}

std::vector<Backlog> backlogs(Session& session) {
  std::vector<Backlog> out;
  for (Row& row : session.query(kWaiting)) {
    Backlog backlog{.receiver = row.take<std::string>(), .pending = row.take<std::int64_t>()};
    backlog.oldest = row.take<std::optional<UtcTime>>();
    backlog.unknown = session.query_one(kUnknown, backlog.receiver)->get<std::int64_t>(0);
    out.push_back(std::move(backlog));
  }
  return out;
}

}  // namespace liftguard::uploads
