#include "common/dispatch/foresight.hpp"

#include <algorithm>
#include <map>
#include <ranges>

#include "common/dispatch/chains.hpp"
#include "common/dispatch/outbox.hpp"
#include "common/dispatch/recipients.hpp"
#include "common/registry/store.hpp"

namespace liftguard::dispatch {

using registry::Contact;
using registry::ContactRole;
using rescue::Automatic;
using rescue::ChainStep;
using rescue::RunsFrom;
using rescue::Who;
using storage::Row;
using storage::Session;
using storage::Statement;

namespace {

constexpr Statement kDistricts{"districts.all", "select id, code, name from districts order by code"};
constexpr Statement kDistrict{"districts.one", "select id, code, name from districts where id = :1"};
constexpr Statement kUnits{"units.of_district",
                           "select u.id, u.name from units u where u.id in "
                           "(select e.maintenance_unit_id from elevators e where e.district_id = :1) order by u.name"};
constexpr Statement kSecondUnits{"units.second_of_district",
                                 "select u.id, u.name from units u where u.id in "
                                 "(select e.second_unit_id from elevators e where e.district_id = :1) order by u.name"};

struct NamedUnit {
  UnitId id{};
  std::string name{};
};

std::vector<NamedUnit> read_units(Session& session, const Statement& statement, DistrictId district) {
  std::vector<NamedUnit> units;
  for (Row& row : session.query(statement, district)) {
    const auto id = row.take<UnitId>();
    units.push_back({id, row.take<std::string>()});
  }
  return units;
}

using UnitContacts = std::map<UnitId, std::vector<Contact>>;

// Those named for all elevators of a unit: who answers for one elevator alone stands with that. Asked for at once,
// however many steps the units have a part in.
UnitContacts read_contacts(Session& session, const std::vector<NamedUnit>& first,
                           const std::vector<NamedUnit>& second) {
  std::vector<registry::UnitAtElevator> whom;
  for (const auto* units : {&first, &second})
    for (const NamedUnit& unit : *units | std::views::take(kMostForeseenUnits)) whom.push_back({.unit = unit.id});
  auto found = registry::contacts_for_each(session, whom);
  UnitContacts contacts;
  for (std::size_t i = 0; i < whom.size(); ++i) contacts[whom[i].unit] = std::move(found[i]);
  return contacts;
}

enum class Among : std::uint8_t { rescuers, rescuers_else_managers, managers, all };

// One district, looked at.
class Foreseeing {
 public:
  Foreseeing(Session& session, Foresight seen, UtcTime now)
      : session_(session),
        seen_(std::move(seen)),
        chain_(chain_at(session, seen_.id, now)),
        first_(read_units(session, kUnits, seen_.id)),
        second_(read_units(session, kSecondUnits, seen_.id)),
        contacts_(read_contacts(session, first_, second_)) {
    seen_.limits = registry::limits_at(session, seen_.id, now);
    seen_.own_chain = has_own_chain(session, seen_.id, now);
    seen_.units = static_cast<int>(first_.size());
  }

  Foresight run() {
    add_posts(registry::PostKind::desk);
    add_posts(registry::PostKind::rescue_office);
    add_rules();
    add_chain();
    std::ranges::stable_sort(seen_.steps, {}, &ForeseenStep::after);
    return std::move(seen_);
  }

 private:
  [[nodiscard]] bool confirmed_first() const { return seen_.limits.first_dispatch == Automatic::no; }

  void add_posts(registry::PostKind kind) {
    for (registry::Post& post : registry::posts_for(session_, kind, seen_.id))
      seen_.posts.push_back({kind, std::move(post.name), std::move(post.phone), bool(post.district)});
  }

  void add(ForeseenKind kind, Milliseconds after, bool from_dispatch, const std::vector<NamedUnit>* units = nullptr,
           Among among = Among::all) {
    ForeseenStep step{.kind = kind, .after = after, .waits_for_dispatch = from_dispatch && confirmed_first()};
    if (units != nullptr) add_people(step, *units, among);
    seen_.steps.push_back(std::move(step));
  }

  // What no chain has to say: the desk, the dispatch, its second channel and its limit.
  void add_rules() {
    add(ForeseenKind::desk_rings, {}, false);
    if (confirmed_first()) add(ForeseenKind::confirmation, {}, false);
    add(ForeseenKind::unit_dispatched, {}, true, &first_, Among::rescuers_else_managers);
    add(ForeseenKind::next_channel, kNextChannelAfter, true, &first_, Among::rescuers_else_managers);
    add(ForeseenKind::accept_limit, seen_.limits.accept, true, &first_);
    if (seen_.limits.second_level == Automatic::yes)
      add(ForeseenKind::second_dispatched, seen_.limits.accept, true, &second_, Among::rescuers_else_managers);
    else
      add(ForeseenKind::no_second, seen_.limits.accept, true);
  }

  void add_chain() {
    Milliseconds before{};
    bool before_waits = false;
    for (const ChainStep& step : chain_) {
      const bool runs_on = step.runs_from == RunsFrom::previous;
      ForeseenStep foreseen{
          .kind = ForeseenKind::chain_step,
          .after = step.delay + (runs_on ? before : Milliseconds{}),
          .waits_for_dispatch = runs_on ? before_waits : step.runs_from == RunsFrom::dispatch && confirmed_first(),
          .step = step};
      before = foreseen.after;
      before_waits = foreseen.waits_for_dispatch;
      add_recipients(foreseen, step);
      seen_.steps.push_back(std::move(foreseen));
    }
  }

  void add_recipients(ForeseenStep& foreseen, const ChainStep& step) {
    switch (step.who) {
      case Who::rescuer:
        return add_people(foreseen, first_, Among::rescuers);
      case Who::manager:
        return add_people(foreseen, first_, Among::managers);
      case Who::second_unit:
        return add_people(foreseen, second_, Among::rescuers_else_managers);
      case Who::next_desk:
      case Who::rescue_office:
        for (const Contact& post : recipients_of(session_, chain_, step, {.district = seen_.id}))
          foreseen.people.push_back({.name = post.name, .phone = post.phone});
    }
  }

  void add_people(ForeseenStep& step, const std::vector<NamedUnit>& units, Among among) const {
    for (const NamedUnit& unit : units | std::views::take(kMostForeseenUnits)) {
      const auto people = people_of(unit.id, among);
      for (const Contact& contact : people) step.people.push_back({contact.name, contact.phone, unit.name, unit.id});
      if (std::ranges::all_of(people, [](const Contact& contact) { return contact.phone.empty(); }))
        step.without.push_back(unit.name);
    }
  }

  [[nodiscard]] std::vector<Contact> people_of(UnitId unit, Among among) const {
    auto people = contacts_.at(unit);
    if (among == Among::all) return people;
    if (among == Among::rescuers_else_managers) return rescuers_among(std::move(people));
    const auto role = among == Among::rescuers ? ContactRole::rescuer : ContactRole::manager;
    std::erase_if(people, [&](const Contact& contact) { return contact.role != role; });
    return people;
  }

  Session& session_;
  Foresight seen_;
  rescue::Chain chain_;
  std::vector<NamedUnit> first_, second_;
  UnitContacts contacts_;
};

}  // namespace

std::string_view name_of(ForeseenKind kind) {
  switch (kind) {
    case ForeseenKind::desk_rings:
      return "desk_rings";
    case ForeseenKind::unit_dispatched:
      return "unit_dispatched";
    case ForeseenKind::confirmation:
      return "confirmation";
    case ForeseenKind::next_channel:
      return "next_channel";
    case ForeseenKind::accept_limit:
      return "accept_limit";
    case ForeseenKind::second_dispatched:
      return "second_dispatched";
    case ForeseenKind::no_second:
      return "no_second";
    case ForeseenKind::chain_step:
      return "chain_step";
  }
  return "unknown";
}

std::vector<Foresight> foresee(Session& session, DistrictId district, UtcTime now) {
  std::vector<Foresight> foreseen;
  for (Row& row : district ? session.query(kDistrict, district) : session.query(kDistricts)) {
    Foresight& one = foreseen.emplace_back();
    one.id = row.take<DistrictId>();
    one.code = row.take<std::string>();
    one.name = row.take<std::string>();
  }
  for (Foresight& one : foreseen) one = Foreseeing(session, std::move(one), now).run();
  return foreseen;
}

}  // namespace liftguard::dispatch
