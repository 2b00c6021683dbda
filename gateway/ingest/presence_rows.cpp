#include "gateway/ingest/presence_rows.hpp"

#include <chrono>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "common/registry/store.hpp"
#include "common/storage/changes.hpp"
#include "common/wire/topics.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/ingest/store.hpp"

namespace liftguard::gateway {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kBlind{"monitor_presence.blind",
                           "select p.monitor, p.state, p.since_ms, p.unproven, p.sensors_lost, p.blind_since_ms, "
                           "p.blind_ms, e.code, e.estate, e.place from monitor_presence p "
                           "join bindings b on b.monitor = p.monitor and b.until_ms is null "
                           "join elevators e on e.id = b.elevator_id "
                           "where p.blind_since_ms is not null order by p.blind_since_ms limit :1"};

ElevatorId elevator_of(const KnownBoxes& boxes, std::string_view monitor) {
  const KnownBox* box = boxes.find(monitor);
  return box ? box->elevator : ElevatorId{};
}

void write_row(Transaction& tx, const PresenceRow& row, const KnownBoxes& boxes, UtcTime now) {
  save_presence(tx, row);
  if (row.state == Presence::online) commands::box_is_back(tx, row.monitor, now);
  storage::Change change;
  change.kind = "monitor";
  change.elevator = elevator_of(boxes, row.monitor);
  change.subject = change.elevator.value;
  change.detail =
      fmt::format(R"({{"monitor":"{}","state":"{}","unconfirmed":{},"unproven":{},"blind":{}}})", row.monitor,
                  name_of(row.state), row.unconfirmed, row.unproven, row.blind_since.has_value());
  storage::append_change(tx, change, now);
}

void ring_one(Transaction& tx, const SilenceTidings::Silent& silent, const KnownBoxes& boxes, UtcTime now) {
  const auto elevator = registry::find_elevator(tx, elevator_of(boxes, silent.monitor));
  if (!elevator) return;
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::box_silent;
  alert.key = fmt::format("silent/{}/{}", silent.monitor, to_ms(silent.since));
  alert.elevator = elevator->id;
  alert.monitor = silent.monitor;
  alert.text_zh = fmt::format("装置{}失联，电梯{}（{}{}）目前无监测", silent.monitor, elevator->code, elevator->estate,
                              elevator->place);
  alert.text_en = fmt::format("Monitor {} is silent, nothing watches elevator {} ({}{})", silent.monitor,
                              elevator->code, elevator->estate, elevator->place);
  dispatch::ring(tx, alert, now);
}

void ring_many(Transaction& tx, const SilenceTidings::Many& many, UtcTime now) {
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::box_silent;
  alert.key = fmt::format("silent/many/{}/{}/{}", many.last.monitor, to_ms(many.last.since), many.boxes);
  alert.text_zh = fmt::format("{}个装置自{}起几乎同时失联，这些电梯目前无监测：请检查网络与供电", many.boxes,
                              format_local(many.since));
  alert.text_en = fmt::format(
      "{} monitors have fallen silent together since {}, nothing watches their elevators: look at the network and "
      "the mains first",
      many.boxes, format_local(many.since));
  dispatch::ring(tx, alert, now);
}

std::string causes(const PresenceRow& row) {
  std::vector<std::string> words;
  if (row.state == Presence::silent) words.emplace_back("失联 silent");
  if (row.unproven) words.emplace_back("72小时无合格自检 unproven");
  if (!row.sensors_lost.empty()) words.push_back("传感器失效 sensors lost: " + row.sensors_lost);
  return fmt::format("{}", fmt::join(words, "，"));
}

}  // namespace

PresenceWritten write_presence(Transaction& tx, const PresenceBook& book, const KnownBoxes& boxes,
                               const PresenceTerms& terms) {
  PresenceWritten written;
  for (const auto& row : book.changed(kPresenceRowsAtOnce)) {
    if (!written.monitors.empty() && terms.time_is_up()) return written;
    if (!terms.moved.test(wire::slot_of(row.monitor))) write_row(tx, row, boxes, terms.now);
    written.monitors.push_back(row.monitor);
  }
  if (written.monitors.size() == kPresenceRowsAtOnce) return written;
  written.tidings = book.news().next(terms.now, kPresenceRowsAtOnce - written.monitors.size());
  for (const auto& silent : written.tidings.one_by_one) ring_one(tx, silent, boxes, terms.now);
  if (written.tidings.many) ring_many(tx, *written.tidings.many, terms.now);
  for (const auto& monitor : written.tidings.back)
    dispatch::withdraw_alerts(tx, dispatch::AlertKind::box_silent, elevator_of(boxes, monitor), monitor, terms.now);
  return written;
}

std::vector<BlindBox> blind_boxes(Session& session, int limit) {
  std::vector<BlindBox> boxes;
  for (Row& row : session.query(kBlind, limit)) {
    BlindBox& box = boxes.emplace_back();
    box.presence.monitor = row.take<std::string>();
    box.presence.state = row.take<Presence>();
    box.presence.since = row.take<UtcTime>();
    box.presence.unproven = row.take<bool>();
    box.presence.sensors_lost = row.take<std::string>();
    box.presence.blind_since = row.take<UtcTime>();
    box.presence.blind_for = Milliseconds{row.take<std::int64_t>()};
    box.code = row.take<std::string>();
    box.estate = row.take<std::string>();
    box.place = row.take<std::string>();
  }
  return boxes;
}

std::string describe(const BlindBox& box, UtcTime now) {
  using Minutes = std::chrono::minutes;
  const UtcTime since = *box.presence.blind_since;
  const auto all = std::chrono::duration_cast<Minutes>(box.presence.blind_for + (now - since)).count();
  return fmt::format("{}  {}  {}{}  {}\n    自 since {}  累计 in all {} min\n", box.code, box.presence.monitor,
                     box.estate, box.place, causes(box.presence), format_local(since), all);
}

}  // namespace liftguard::gateway
