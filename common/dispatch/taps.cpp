#include "common/dispatch/taps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/dispatch/alarm_rows.hpp"
#include "common/dispatch/incidents.hpp"
#include "common/dispatch/limits.hpp"
#include "common/dispatch/notice_rows.hpp"
#include "common/dispatch/open_episodes.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/dispatch/telling.hpp"
#include "common/rescue/alarm.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/hash.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::dispatch {

using rescue::Happenings;
using rescue::Step;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kMostPeople = 1'000;
constexpr std::size_t kLongestText = 2'000;  // bytes

constexpr Statement kServed{"order_steps.by_request",
                            "select order_id, request_hash from order_steps where request_key = :1"};

// What a request of a person is about, whichever way it goes.
struct Request {
  OrderId order{};
  const Actor& actor;
  UtcTime at{};
  const std::string& remark;
  std::optional<std::int64_t> expected_version{};
  const std::string& key;
  std::string hash{};
};

// An order brought up to the time of a request, or the answer that was given before.
struct Ready {
  std::optional<OrderRecord> record{};
  std::optional<Tapped> answered{};
  UtcTime at{};
};

void write(Transaction& tx, OrderRecord& record, const Happenings& happenings, const Telling& telling) {
  const bool was_open = record.stored.open();
  save_order(tx, record);
  tell(tx, record, happenings, telling);
  if (record.order.open() != was_open) settle_incident_of(tx, record.id, telling.now);
}

Result<Ready> make_ready(Transaction& tx, const Request& request, UtcTime now) {
  Ready ready{.record = load_order(tx, request.order), .at = std::min(request.at, now)};
  if (!ready.record) return refuse("not_found");
  if (!request.key.empty()) {
    if (auto served = tx.query_one(kServed, request.key)) {
      if (served->get<OrderId>(0) != request.order || served->get<std::string>(1) != request.hash)
        return refuse("key_reused", "this idempotency key was used for something else");
      ready.answered = Tapped{.version = ready.record->version, .repeated = true};
      return ready;
    }
  }
  OrderRecord& record = *ready.record;
  const Happenings passed = rescue::settle(record.order, record.crews(), ready.at, now);
  if (!passed.empty()) write(tx, record, passed, {.now = now});
  if (request.expected_version && *request.expected_version != record.version)
    return refuse("version_conflict", fmt::format("the order is at version {}", record.version));
  return ready;
}

std::string state_json(const OrderRecord& record, rescue::Level level) {
  const rescue::Dispatch* dispatch = record.order.find(level);
  return fmt::format(R"({{"level":{},"step":"{}","order_step":"{}"}})", static_cast<int>(level),
                     rescue::name_of(dispatch == nullptr ? Step::received : dispatch->step),
                     rescue::name_of(record.order.step));
}

// Writes what a request has done to the order: rows, time line, notices, audit (AC-12).
Tapped finish(Transaction& tx, OrderRecord& record, const Happenings& happenings, const Request& request,
              const storage::AuditEntry& audit, UtcTime now) {
  ++record.version;
  write(tx, record, happenings,
        {.now = now,
         .actor = request.actor,
         .remark = request.remark,
         .request_key = request.key,
         .request_hash = request.hash});
  storage::append_audit(tx, audit, now);
  return {.version = record.version};
}

std::optional<Refusal> check_closing(const Tap& tap) {
  if (tap.step != Step::rescued) {
    if (tap.closing) return refuse("closing_invalid", "said before 救出");
    return std::nullopt;
  }
  if (!tap.closing) return refuse("closing_missing", "救出 needs result, cause and people");
  const Closing& c = *tap.closing;
  const bool known = !rescue::chinese(c.result).empty() && c.result >= rescue::ClosingResult::trapped &&
                     c.result <= rescue::ClosingResult::installation;
  if (!known) return refuse("closing_invalid", "result");
  if (c.people_trapped < 0 || c.people_trapped > kMostPeople) return refuse("closing_invalid", "people_trapped");
  if (c.people_hurt < 0 || c.people_hurt > kMostPeople) return refuse("closing_invalid", "people_hurt");
  if (c.cause.size() > kLongestText || c.scene.size() > kLongestText) return refuse("closing_invalid", "too long");
  return std::nullopt;
}

std::string hash_of(const Tap& tap) {
  const Closing closing = tap.closing.value_or(Closing{});
  return storage::hash_hex(fmt::format("tap|{}|{}|{}|{}:{}|{}|{}:{}|{}|{}|{}:{}", tap.order.value,
                                       static_cast<int>(tap.level), static_cast<int>(tap.step), tap.remark.size(),
                                       tap.remark, tap.closing ? static_cast<int>(closing.result) : 0,
                                       closing.cause.size(), closing.cause, closing.people_trapped, closing.people_hurt,
                                       closing.scene.size(), closing.scene));
}

// RS-9: the desk is to be rung again when the box still reports the episode.
void arm_second_ring(Transaction& tx, const OrderRecord& record, UtcTime now) {
  if (!record.order.open() && episodes_of(tx, record.id).open)
    timers::arm(
        tx, {.kind = std::string(kRingAgainTimer), .subject = record.id.value, .due = now + rescue::kRingAgainAfter});
}

}  // namespace

Result<Tapped> tap(Transaction& tx, const Tap& tap, UtcTime now) {
  if (auto refusal = check_closing(tap)) return *refusal;
  const Request request{tap.order,           tap.actor,   tap.at, tap.remark, tap.expected_version,
                        tap.idempotency_key, hash_of(tap)};
  auto ready = make_ready(tx, request, now);
  if (!ready) return ready.error();
  if (ready->answered) return *ready->answered;

  OrderRecord& record = *ready->record;
  const std::string before = state_json(record, tap.level);
  const auto happenings = rescue::tap(record.order, record.crews(), tap.level, tap.step, ready->at);
  if (!happenings) return happenings.error();
  record.closing = tap.closing;
  const Tapped tapped = finish(tx, record, *happenings, request,
                               {.actor = tap.actor,
                                .action = fmt::format("order.{}", rescue::name_of(tap.step)),
                                .subject = record.id.value,
                                .before = before,
                                .after = state_json(record, tap.level)},
                               now);
  arm_second_ring(tx, record, now);
  return tapped;
}

Result<Tapped> step_back(Transaction& tx, const StepBack& back, UtcTime now) {
  const Request request{
      back.order,
      back.actor,
      back.at,
      back.reason,
      back.expected_version,
      back.idempotency_key,
      storage::hash_hex(fmt::format("back|{}|{}|{}", back.order.value, static_cast<int>(back.level), back.reason))};
  auto ready = make_ready(tx, request, now);
  if (!ready) return ready.error();
  if (ready->answered) return *ready->answered;

  OrderRecord& record = *ready->record;
  if (!record.order.open()) {
    if (now > record.happened + rescue::kOperableFor) return refuse("read_only", "closed, and older than 72 h");
    if (open_order_of(tx, record.elevator.id)) return refuse("other_order_open");
  }
  const std::string before = state_json(record, back.level);
  const auto happenings = rescue::step_back(record.order, back.level, now);
  if (!happenings) return happenings.error();
  if (record.order.open()) record.closing.reset();
  const Tapped tapped = finish(tx, record, *happenings, request,
                               {.actor = back.actor,
                                .action = "order.stepped_back",
                                .subject = record.id.value,
                                .before = before,
                                .after = state_json(record, back.level)},
                               now);
  // The limit that runs on may be due already: what follows from that is no deed of the person's (AC-12).
  const Happenings passed = rescue::settle(record.order, record.crews(), now, now);
  if (!passed.empty()) write(tx, record, passed, {.now = now});
  revive_notices(tx, record.id, now);
  timers::cancel(tx, kRingAgainTimer, record.id.value);
  return tapped;
}

Result<Tapped> withdraw(Transaction& tx, const Withdrawal& withdrawal, UtcTime now) {
  const Request request{withdrawal.order,
                        withdrawal.actor,
                        now,
                        withdrawal.reason,
                        withdrawal.expected_version,
                        withdrawal.idempotency_key,
                        storage::hash_hex(fmt::format("withdraw|{}|{}|{}", withdrawal.order.value,
                                                      static_cast<int>(withdrawal.level), withdrawal.reason))};
  auto ready = make_ready(tx, request, now);
  if (!ready) return ready.error();
  if (ready->answered) return *ready->answered;

  OrderRecord& record = *ready->record;
  const std::string before = state_json(record, withdrawal.level);
  const auto happenings = rescue::withdraw(record.order, withdrawal.level, now);
  if (!happenings) return happenings.error();
  return finish(tx, record, *happenings, request,
                {.actor = withdrawal.actor,
                 .action = "order.withdrawn",
                 .subject = record.id.value,
                 .before = before,
                 .after = state_json(record, withdrawal.level)},
                now);
}

}  // namespace liftguard::dispatch
