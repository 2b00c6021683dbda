#include "common/registry/store.hpp"

#include <algorithm>

#include "common/storage/bulk.hpp"

namespace liftguard::registry {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kPutDistrict{"districts.put",
                                 "insert into districts (id, code, name) values (:1, :2, :3) "
                                 "on conflict (code) do update set name = excluded.name returning id"};
constexpr Statement kPutUnit{"units.put",
                             "insert into units (id, code, name, phone) values (:1, :2, :3, :4) "
                             "on conflict (code) do update set name = excluded.name, phone = excluded.phone "
                             "returning id"};
constexpr Statement kPutElevator{
    "elevators.put",
    "insert into elevators (id, code, registration_code, place, estate, district_id, area, maintenance_unit_id, "
    "second_unit_id, latitude, longitude) values (:1, :2, :3, :4, :5, :6, :7, :8, :9, :10, :11) "
    "on conflict (code) do update set registration_code = excluded.registration_code, place = excluded.place, "
    "estate = excluded.estate, district_id = excluded.district_id, area = excluded.area, "
    "maintenance_unit_id = excluded.maintenance_unit_id, second_unit_id = excluded.second_unit_id, "
    "latitude = excluded.latitude, longitude = excluded.longitude returning id"};
constexpr Statement kFindContact{"contacts.find",
                                 "select id from contacts where unit_id = :1 and coalesce(elevator_id, 0) = :2 "
                                 "and role = :3 and name = :4"};
constexpr Statement kAddContact{"contacts.insert",
                                "insert into contacts (id, unit_id, elevator_id, role, name, phone) "
                                "values (:1, :2, :3, :4, :5, :6)"};
constexpr Statement kChangeContact{"contacts.update", "update contacts set phone = :1 where id = :2"};
constexpr Statement kPutLimits{
    "district_limits.put",
    "insert into district_limits (district_id, from_ms, accept_ms, arrive_city_centre_ms, arrive_elsewhere_ms, "
    "rescue_city_centre_ms, rescue_elsewhere_ms, second_level, first_dispatch) "
    "values (:1, :2, :3, :4, :5, :6, :7, :8, :9) on conflict (district_id, from_ms) do update set "
    "accept_ms = excluded.accept_ms, arrive_city_centre_ms = excluded.arrive_city_centre_ms, "
    "arrive_elsewhere_ms = excluded.arrive_elsewhere_ms, rescue_city_centre_ms = excluded.rescue_city_centre_ms, "
    "rescue_elsewhere_ms = excluded.rescue_elsewhere_ms, second_level = excluded.second_level, "
    "first_dispatch = excluded.first_dispatch"};
constexpr Statement kLimitsAt{
    "district_limits.at",
    "select accept_ms, arrive_city_centre_ms, arrive_elsewhere_ms, rescue_city_centre_ms, rescue_elsewhere_ms, "
    "second_level, first_dispatch from district_limits where district_id = :1 and from_ms <= :2 "
    "order by from_ms desc limit 1"};

#define LIFTGUARD_ELEVATOR_COLUMNS                                                                              \
  "select id, code, registration_code, place, estate, district_id, area, maintenance_unit_id, second_unit_id, " \
  "latitude, longitude from elevators "
constexpr Statement kElevatorById{"elevators.by_id", LIFTGUARD_ELEVATOR_COLUMNS "where id = :1"};
constexpr Statement kElevatorByCode{"elevators.by_code", LIFTGUARD_ELEVATOR_COLUMNS "where code = :1"};
constexpr Statement kElevators{"elevators.all", LIFTGUARD_ELEVATOR_COLUMNS "order by code"};
#undef LIFTGUARD_ELEVATOR_COLUMNS

constexpr Statement kUnitById{"units.by_id", "select id, code, name, phone from units where id = :1"};
constexpr Statement kUnitByCode{"units.by_code", "select id, code, name, phone from units where code = :1"};
constexpr Statement kDistrictById{"districts.by_id", "select id, code, name from districts where id = :1"};
constexpr Statement kDistrictByCode{"districts.by_code", "select id, code, name from districts where code = :1"};
constexpr Statement kContactsFor{"contacts.for_elevator",
                                 "select id, unit_id, elevator_id, role, name, phone from contacts "
                                 "where unit_id = :1 and (elevator_id = :2 or elevator_id is null) "
                                 "order by role desc, id"};

constexpr storage::BulkColumn kId[]{{"id", storage::ColumnType::bigint}};
constexpr storage::BulkColumn kUnitAndElevator[]{{"unit_id", storage::ColumnType::bigint},
                                                 {"elevator_id", storage::ColumnType::bigint}};

Elevator read_elevator(Row& row) {
  return {.id = row.take<ElevatorId>(),
          .code = row.take<std::string>(),
          .registration_code = row.take<std::string>(),
          .place = row.take<std::string>(),
          .estate = row.take<std::string>(),
          .district = row.take<DistrictId>(),
          .area = row.take<rescue::Area>(),
          .maintenance_unit = row.take<UnitId>(),
          .second_unit = row.take<UnitId>(),
          .latitude = row.take<std::optional<double>>(),
          .longitude = row.take<std::optional<double>>()};
}

District read_district(Row& row) {
  return {row.take<DistrictId>(), row.take<std::string>(), row.take<std::string>()};
}

Unit read_unit(Row& row) {
  return {.id = row.take<UnitId>(),
          .code = row.take<std::string>(),
          .name = row.take<std::string>(),
          .phone = row.take<std::string>()};
}

template <class T, class Read>
std::optional<T> read_one(std::optional<Row> row, Read read) {
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Contact> read_contacts(storage::Rows rows) {
  std::vector<Contact> all;
  for (Row& row : rows)
    all.push_back({.id = row.take<ContactId>(),
                   .unit = row.take<UnitId>(),
                   .elevator = row.take<ElevatorId>(),
                   .role = row.take<ContactRole>(),
                   .name = row.take<std::string>(),
                   .phone = row.take<std::string>()});
  const bool has_own = std::ranges::any_of(all, [](const Contact& contact) { return bool(contact.elevator); });
  if (has_own) std::erase_if(all, [](const Contact& contact) { return !contact.elevator; });
  return all;
}

}  // namespace

DistrictId put_district(Transaction& tx, const District& district) {
  return tx.query_one(kPutDistrict, tx.make_id<DistrictId>(), district.code, district.name)->get<DistrictId>(0);
}

UnitId put_unit(Transaction& tx, const Unit& unit) {
  return tx.query_one(kPutUnit, tx.make_id<UnitId>(), unit.code, unit.name, unit.phone)->get<UnitId>(0);
}

ElevatorId put_elevator(Transaction& tx, const Elevator& e) {
  return tx
      .query_one(kPutElevator, tx.make_id<ElevatorId>(), e.code, e.registration_code, e.place, e.estate, e.district,
                 e.area, e.maintenance_unit, e.second_unit, e.latitude, e.longitude)
      ->get<ElevatorId>(0);
}

ContactId put_contact(Transaction& tx, const Contact& contact) {
  const auto known = tx.query_one(kFindContact, contact.unit, contact.elevator.value, contact.role, contact.name);
  if (known) {
    const auto id = known->get<ContactId>(0);
    tx.exec(kChangeContact, contact.phone, id);
    return id;
  }
  const auto id = tx.make_id<ContactId>();
  tx.exec(kAddContact, id, contact.unit, contact.elevator, contact.role, contact.name, contact.phone);
  return id;
}

void put_limits(Transaction& tx, DistrictId district, const rescue::DistrictLimits& limits, UtcTime from) {
  if (tx.query_one(kLimitsAt, district, from) && limits_at(tx, district, from) == limits) return;
  tx.exec(kPutLimits, district, from, limits.accept, limits.arrive_city_centre, limits.arrive_elsewhere,
          limits.rescue_city_centre, limits.rescue_elsewhere, limits.second_level, limits.first_dispatch);
}

rescue::DistrictLimits limits_at(Session& session, DistrictId district, UtcTime at) {
  auto row = session.query_one(kLimitsAt, district, at);
  if (!row) return {};
  return {.accept = row->take<Milliseconds>(),
          .arrive_city_centre = row->take<std::optional<Milliseconds>>(),
          .arrive_elsewhere = row->take<std::optional<Milliseconds>>(),
          .rescue_city_centre = row->take<Milliseconds>(),
          .rescue_elsewhere = row->take<Milliseconds>(),
          .second_level = row->take<rescue::Automatic>(),
          .first_dispatch = row->take<rescue::Automatic>()};
}

std::optional<Elevator> find_elevator(Session& session, ElevatorId id) {
  return read_one<Elevator>(session.query_one(kElevatorById, id), read_elevator);
}

std::optional<Elevator> find_elevator(Session& session, std::string_view code) {
  return read_one<Elevator>(session.query_one(kElevatorByCode, code), read_elevator);
}

std::vector<Elevator> elevators(Session& session) {
  std::vector<Elevator> all;
  for (Row& row : session.query(kElevators)) all.push_back(read_elevator(row));
  return all;
}

std::optional<Unit> find_unit(Session& session, UnitId id) {
  return read_one<Unit>(session.query_one(kUnitById, id), read_unit);
}

std::optional<Unit> find_unit(Session& session, std::string_view code) {
  return read_one<Unit>(session.query_one(kUnitByCode, code), read_unit);
}

std::optional<District> find_district(Session& session, DistrictId id) {
  return read_one<District>(session.query_one(kDistrictById, id), read_district);
}

std::optional<District> find_district(Session& session, std::string_view code) {
  return read_one<District>(session.query_one(kDistrictByCode, code), read_district);
}

std::vector<std::optional<Elevator>> find_elevators(Session& session, std::span<const ElevatorId> ids) {
  storage::BulkRows asked(kId);
  for (const ElevatorId id : ids) asked.add(id);
  std::vector<std::optional<Elevator>> found(ids.size());
  std::size_t at = 0;
  for (storage::Rows& rows : storage::query_each(session, kElevatorById, asked)) {
    if (!rows.empty()) found[at] = read_elevator(rows.front());
    ++at;
  }
  return found;
}

std::vector<Contact> contacts_for(Session& session, UnitId unit, ElevatorId elevator) {
  return read_contacts(session.query(kContactsFor, unit, elevator));
}

std::vector<std::vector<Contact>> contacts_for_each(Session& session, std::span<const UnitAtElevator> whom) {
  storage::BulkRows asked(kUnitAndElevator);
  for (const auto& [unit, elevator] : whom) asked.add(unit, elevator);
  std::vector<std::vector<Contact>> found;
  for (storage::Rows& rows : storage::query_each(session, kContactsFor, asked))
    found.push_back(read_contacts(std::move(rows)));
  return found;
}

}  // namespace liftguard::registry
