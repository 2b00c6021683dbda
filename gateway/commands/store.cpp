#include "gateway/commands/store.hpp"

#include <chrono>

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "common/storage/changes.hpp"
#include "common/storage/hash.hpp"
#include "common/timers/timers.hpp"

namespace liftguard::gateway::commands {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr std::string_view kSystem = "系统";

constexpr Statement kInsert{"commands.insert",
                            "insert into commands (id, monitor, errand, body, asked_by, created_ms, expires_ms, state, "
                            "sends, next_send_ms, detail) values (:1, :2, :3, :4, :5, :6, :7, :8, 0, :6, '')"};
constexpr Statement kCountOpen{"commands.count_open",
                               "select count(*) from commands where monitor = :1 and state <= 2"};
constexpr Statement kForget{
    "commands.forget",
    "delete from commands where monitor = :1 and state > 2 and id <= "
    "(select id from commands where monitor = :1 and state > 2 order by id desc limit 1 offset :2)"};

#define LIFTGUARD_COMMAND_COLUMNS                                                                                \
  "select id, monitor, errand, body, asked_by, created_ms, expires_ms, state, sends, sent_ms, outcome, detail, " \
  "answered_ms "                                                                                                 \
  "from commands "
constexpr Statement kFind{"commands.find", LIFTGUARD_COMMAND_COLUMNS "where id = :1"};
constexpr Statement kNewest{"commands.newest", LIFTGUARD_COMMAND_COLUMNS "order by id desc limit :1"};
constexpr Statement kNewestOf{"commands.newest_of",
                              LIFTGUARD_COMMAND_COLUMNS "where monitor = :1 order by id desc limit :2"};
constexpr Statement kDue{"commands.due", LIFTGUARD_COMMAND_COLUMNS
                         "where next_send_ms is not null and next_send_ms <= :1 order by next_send_ms, id limit :2"};
#undef LIFTGUARD_COMMAND_COLUMNS

constexpr Statement kNextDue{"commands.next_due",
                             "select next_send_ms from commands where next_send_ms is not null "
                             "order by next_send_ms limit 1"};
constexpr Statement kSent{"commands.sent",
                          "update commands set state = :2, sends = sends + 1, sent_ms = :3, next_send_ms = :4 "
                          "where id = :1 and state <= 2"};
constexpr Statement kAwaitBox{"commands.await_box", "update commands set next_send_ms = null where id = :1"};
constexpr Statement kBoxIsBorn{"commands.box_is_born",
                               "update commands set next_send_ms = :2 where monitor = :1 and state <= 2"};
constexpr Statement kBoxIsBack{
    "commands.box_is_back",
    "update commands set next_send_ms = :2 where monitor = :1 and state <= 2 and next_send_ms is null"};
constexpr Statement kAnswered{"commands.answered",
                              "update commands set state = :2, outcome = :3, detail = :4, answered_ms = :5, "
                              "next_send_ms = null where id = :1"};
constexpr Statement kExpired{"commands.expired",
                             "update commands set state = :2, next_send_ms = null where id = :1 and state <= 2"};

Command read(Row& row) {
  Command command;
  command.id = row.take<CommandId>();
  command.monitor = row.take<std::string>();
  command.errand = row.take<std::string>();
  command.body = row.take<std::string>();
  command.asked_by = row.take<std::string>();
  command.created = row.take<UtcTime>();
  command.expires = row.take<UtcTime>();
  command.state = row.take<State>();
  command.sends = row.take<int>();
  command.sent = row.take<std::optional<UtcTime>>();
  command.outcome = row.take<std::optional<wire::CommandOutcome>>();
  command.detail = row.take<std::string>();
  command.answered = row.take<std::optional<UtcTime>>();
  return command;
}

std::vector<Command> read_all(storage::Rows rows) {
  std::vector<Command> commands;
  for (Row& row : rows) commands.push_back(read(row));
  return commands;
}

void note_change(Transaction& tx, const Command& command, State what, UtcTime now) {
  const auto monitor = registry::find_monitor(tx, command.monitor);
  const std::string outcome =
      command.outcome ? fmt::format(R"(,"outcome":"{}")", name_of(*command.outcome)) : std::string();
  storage::append_change(tx,
                         {.kind = "command",
                          .subject = command.id.value,
                          .elevator = monitor ? monitor->elevator : ElevatorId{},
                          .detail = fmt::format(R"({{"monitor":"{}","errand":"{}","what":"{}"{}}})", command.monitor,
                                                command.errand, name_of(what), outcome)},
                         now);
}

void expire(Transaction& tx, CommandId id, UtcTime now) {
  const auto command = find(tx, id);
  if (!command || !is_open(command->state)) return;
  tx.exec(kExpired, id, State::expired);
  note_change(tx, *command, State::expired, now);
}

void arm_expiry(Transaction& tx, CommandId id, UtcTime expires) {
  timers::arm(tx, {.kind = std::string(kExpiryTimer), .subject = id.value, .due = expires + Milliseconds{1}});
}

void close(Transaction& tx, Command& command, wire::CommandOutcome outcome, std::string_view detail, UtcTime now) {
  tx.exec(kAnswered, command.id, State::answered, outcome, printable(detail, wire::kMaxDetail), now);
  timers::cancel(tx, kExpiryTimer, command.id.value);
  command.outcome = outcome;
  note_change(tx, command, State::answered, now);
}

void audit(Transaction& tx, const Command& command, const storage::Actor& by, UtcTime now) {
  const auto what = storage::hash_hex(command.body);  // the body itself may hold what no log should
  storage::append_audit(tx,
                        {.actor = by,
                         .action = "command.issued",
                         .subject = command.id.value,
                         .after = fmt::format(R"({{"monitor":"{}","errand":"{}","expires_ms":{},"hash":"{}"}})",
                                              command.monitor, command.errand, to_ms(command.expires), what)},
                        now);
}

}  // namespace

Result<CommandId> issue(Transaction& tx, const Issue& wanted, UtcTime now) {
  if (!registry::find_monitor(tx, wanted.monitor)) return refuse("unknown_monitor", wanted.monitor);
  if (registry::is_revoked(tx, wanted.monitor)) return refuse("revoked", wanted.monitor);
  const Milliseconds life = wanted.expires - now;
  if (life < kShortestLife || life > kLongestLife)
    return refuse("bad_expiry", fmt::format("in {} s", std::chrono::floor<std::chrono::seconds>(life).count()));
  if (const auto why = wire::unfit_because(wanted.errand); !why.empty()) return refuse("unfit", why);
  if (tx.query_one(kCountOpen, wanted.monitor)->get<int>(0) >= kMaxOpen)
    return refuse("too_many", fmt::format("{} commands are open", kMaxOpen));

  Command command;
  command.id = tx.make_id<CommandId>();
  command.monitor = wanted.monitor;
  command.errand = wire::errand_name(wanted.errand);
  command.expires = wanted.expires;
  command.body =
      to_hex(wire::encode(wire::Command{static_cast<std::uint64_t>(command.id.value), wanted.expires, wanted.errand}));
  const std::string asked_by = wanted.asked_by.name.empty() ? std::string(kSystem) : wanted.asked_by.name;
  tx.exec(kForget, command.monitor, kMaxKept);
  tx.exec(kInsert, command.id, command.monitor, command.errand, command.body, asked_by, now, command.expires,
          State::issued);
  arm_expiry(tx, command.id, command.expires);
  audit(tx, command, {wanted.asked_by.account, asked_by, wanted.asked_by.from}, now);
  note_change(tx, command, State::issued, now);
  return command.id;
}

Result<wire::Down> message_of(const Command& command) {
  const auto bytes = from_hex(command.body);
  if (!bytes) return refuse("malformed", "no hex");
  return wire::decode_down(*bytes);
}

std::optional<Command> find(Session& session, CommandId id) {
  auto row = session.query_one(kFind, id);
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Command> newest(Session& session, int limit) {
  return read_all(session.query(kNewest, limit));
}

std::vector<Command> newest_of(Session& session, std::string_view monitor, int limit) {
  return read_all(session.query(kNewestOf, monitor, limit));
}

std::vector<Command> due(Session& session, UtcTime now, int limit) {
  return read_all(session.query(kDue, now, limit));
}

std::optional<UtcTime> next_due(Session& session) {
  const auto row = session.query_one(kNextDue);
  if (!row) return std::nullopt;
  return row->get<UtcTime>(0);
}

void note_sent(Transaction& tx, const Command& command, UtcTime now) {
  const auto repeat = next_repeat(command.sends + 1, now, command.expires);
  if (tx.exec(kSent, command.id, State::sent, now, repeat) == 1 && command.state == State::issued)
    note_change(tx, command, State::sent, now);
}

void await_box(Transaction& tx, CommandId id) {
  tx.exec(kAwaitBox, id);
}

void box_is_born(Transaction& tx, std::string_view monitor, UtcTime now) {
  tx.exec(kBoxIsBorn, monitor, now);
}

void box_is_back(Transaction& tx, std::string_view monitor, UtcTime now) {
  tx.exec(kBoxIsBack, monitor, now);
}

Taken take_answer(Transaction& tx, std::string_view monitor, const wire::CommandAnswerBody& answer, UtcTime now) {
  auto command = find(tx, CommandId{static_cast<std::int64_t>(answer.command)});
  if (!command || command->monitor != monitor) return Taken::unknown;
  if (!takes(command->outcome, answer.outcome)) return Taken::known;
  close(tx, *command, answer.outcome, answer.detail, now);
  return Taken::taken;
}

void take_settings(Transaction& tx, std::string_view monitor, const wire::ConfigState& settings, UtcTime now) {
  if (settings.refused == 0) return;
  auto command = find(tx, CommandId{static_cast<std::int64_t>(settings.refused)});
  if (!command || command->monitor != monitor) return;
  if (!command->outcome || !may_be_undone(*command->outcome)) return;
  close(tx, *command, wire::CommandOutcome::failed, settings.reason, now);
}

void handle_expiry_timer(timers::TimerLoop& loop) {
  loop.handle(std::string(kExpiryTimer), [](Transaction& tx, const timers::Timer& timer, UtcTime now) {
    expire(tx, CommandId{timer.subject}, now);
  });
}

}  // namespace liftguard::gateway::commands
