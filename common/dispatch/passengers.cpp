#include "common/dispatch/passengers.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/alarm_rows.hpp"
#include "common/dispatch/desk.hpp"
#include "common/dispatch/order_record.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kInsert{"passenger_answers.insert",
                            "insert into passenger_answers (id, monitor, journal, episode, question, reply, "
                            "happened_ms, received_ms) values (:1, :2, :3, :4, :5, :6, :7, :8)"};

constexpr Statement kFirst{"passenger_answers.first",
                           "select happened_ms from passenger_answers where monitor = :1 and journal = :2 and "
                           "episode = :3 and question = :4 and reply = :5 order by id limit 1"};

bool somebody_is_hurt(const PassengerAnswer& answer) {
  return answer.question == PassengerQuestion::anyone_hurt && answer.reply == PassengerReply::yes;
}

void ring_hurt(Transaction& tx, const OrderRecord& order, const EpisodeKey& episode, UtcTime happened, UtcTime now) {
  const auto& elevator = order.elevator;
  ring(tx,
       {.kind = AlertKind::passenger_hurt,
        .key = fmt::format("passenger_hurt/{}/{}/{}", episode.monitor, episode.journal, episode.number),
        .order = order.id,
        .elevator = elevator.id,
        .monitor = std::string(episode.monitor),
        .text_zh = fmt::format("车内乘客回答有人受伤：电梯{}，{}{}，{}", elevator.code, elevator.estate, elevator.place,
                               format_local(happened)),
        .text_en = fmt::format("Passengers answer that somebody is hurt: elevator {}, {}{}, {}", elevator.code,
                               elevator.estate, elevator.place, format_local(happened))},
       now);
}

}  // namespace

void take_passenger_answer(Transaction& tx, const PassengerAnswer& answer) {
  tx.exec(kInsert, answer.id, answer.monitor, answer.journal, answer.episode, answer.question, answer.reply,
          answer.happened, answer.received);
  const EpisodeKey key{answer.monitor, answer.journal, answer.episode};
  const auto episode = find_episode(tx, key);
  const auto order = episode && episode->order ? load_order(tx, episode->order) : std::nullopt;
  if (!order) return;
  if (somebody_is_hurt(answer)) ring_hurt(tx, *order, key, answer.happened, answer.received);
  storage::append_change(
      tx,
      {.kind = "order",
       .subject = order->id.value,
       .elevator = order->elevator.id,
       .detail = fmt::format(R"({{"what":["{}"],"step":"{}","version":{}}})", name_of(rescue::What::passenger_answered),
                             rescue::name_of(order->order.step), order->version)},
      answer.received);
}

void ring_for_earlier_answers(Transaction& tx, const OrderRecord& order, const EpisodeKey& episode, UtcTime now) {
  auto row = tx.query_one(kFirst, episode.monitor, episode.journal, episode.number, PassengerQuestion::anyone_hurt,
                          PassengerReply::yes);
  if (row) ring_hurt(tx, order, episode, row->take<UtcTime>(), now);
}

}  // namespace liftguard::dispatch
