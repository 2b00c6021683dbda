#include "common/dispatch/contact_check.hpp"

#include <algorithm>
#include <map>

#include "common/dispatch/notices.hpp"
#include "common/storage/changes.hpp"

namespace liftguard::dispatch {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr int kFailuresThatCount = 2;
constexpr int kNoticesLookedAt = 5;

constexpr Statement kContacts{"contacts.of_unit", "select id, role, phone from contacts where unit_id = :1"};
constexpr Statement kHasElevators{"elevators.any_of_unit",
                                  "select id from elevators where maintenance_unit_id = :1 union all "
                                  "select id from elevators where second_unit_id = :1 limit 1"};
constexpr Statement kNewest{"notices.newest_of_contact",
                            "select state from notices where contact_id = :1 and state in (3, 4) "
                            "order by id desc limit :2"};
constexpr Statement kKnown{"contact_findings.of_unit",
                           "select contact_id, finding from contact_findings where unit_id = :1"};
constexpr Statement kPut{
    "contact_findings.put",
    "insert into contact_findings (unit_id, contact_id, finding, since_ms) values (:1, :2, :3, :4) "
    "on conflict (unit_id, contact_id) do update set finding = excluded.finding, "
    "since_ms = excluded.since_ms"};
constexpr Statement kDrop{"contact_findings.drop",
                          "delete from contact_findings where unit_id = :1 and contact_id = :2"};
#define LIFTGUARD_FOUND_COLUMNS                                                                   \
  "select f.unit_id, u.name, coalesce(c.name, ''), coalesce(c.phone, ''), f.finding, f.since_ms " \
  "from contact_findings f join units u on u.id = f.unit_id left join contacts c on c.id = f.contact_id "
constexpr Statement kFound{"contact_findings.all", LIFTGUARD_FOUND_COLUMNS "order by f.since_ms, f.unit_id limit :1"};
constexpr Statement kFoundOfUnit{"contact_findings.shown_of_unit", LIFTGUARD_FOUND_COLUMNS
                                 "where f.unit_id = :2 order by f.since_ms, f.unit_id limit :1"};
constexpr Statement kFoundInDistrict{
    "contact_findings.of_district", LIFTGUARD_FOUND_COLUMNS
    "where exists (select 1 from elevators e where e.maintenance_unit_id = f.unit_id and e.district_id = :2) "
    "or exists (select 1 from elevators e where e.second_unit_id = f.unit_id and e.district_id = :2) "
    "order by f.since_ms, f.unit_id limit :1"};
#undef LIFTGUARD_FOUND_COLUMNS
constexpr Statement kCount{"contact_findings.count", "select count(*) from contact_findings"};

using Findings = std::map<std::int64_t, ContactFinding>;  // by contact, 0: the unit

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int failures_of(Session& session, std::int64_t contact) {
  int failed = 0;
  for (const Row& row : session.query(kNewest, contact, kNoticesLookedAt)) {
    if (row.get<NoticeState>(0) == NoticeState::delivered) break;
    ++failed;
  }
  return failed;
}

Findings look_at(Session& session, UnitId unit) {
  Findings findings;
  bool anybody = false;
  for (Row& row : session.query(kContacts, unit)) {
    const auto contact = row.take<std::int64_t>();
    const auto role = row.take<registry::ContactRole>();
    anybody = anybody || role == registry::ContactRole::rescuer;
    const auto finding = judge_contact(row.take<std::string>(), failures_of(session, contact));
    if (finding) findings[contact] = *finding;
  }
  if (!anybody && session.query_one(kHasElevators, unit)) findings[0] = ContactFinding::no_rescuer;
  return findings;
}

}  // namespace

std::string_view name_of(ContactFinding finding) {
  switch (finding) {
    case ContactFinding::no_rescuer:
      return "no_rescuer";
    case ContactFinding::no_phone:
      return "no_phone";
    case ContactFinding::invalid_number:
      return "invalid_number";
    case ContactFinding::failing:
      return "failing";
  }
  return "unknown";
}

bool can_be_called(std::string_view phone) {
  if (phone.starts_with("+86")) phone.remove_prefix(3);
  std::string digits;
  for (const char c : phone)
    if (c != '-') digits += c;
  if (!is_digits(digits)) return false;
  if (digits.size() == 11 && digits[0] == '1') return digits[1] >= '3';
  if (digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800"))) return true;
  return digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0' && digits[1] != '0';
}

std::optional<ContactFinding> judge_contact(std::string_view phone, int failed_in_a_row) {
  if (phone.empty()) return ContactFinding::no_phone;
  if (!can_be_called(phone)) return ContactFinding::invalid_number;
  if (failed_in_a_row >= kFailuresThatCount) return ContactFinding::failing;
  return std::nullopt;
}

int check_contacts(Transaction& tx, UnitId unit, UtcTime now) {
  Findings known;
  for (Row& row : tx.query(kKnown, unit)) {
    const auto contact = row.take<std::int64_t>();
    known[contact] = row.take<ContactFinding>();
  }
  const Findings found = look_at(tx, unit);
  for (const auto& [contact, finding] : found)
    if (!known.contains(contact) || known.at(contact) != finding) tx.exec(kPut, unit, contact, finding, now);
  for (const auto& [contact, finding] : known)
    if (!found.contains(contact)) tx.exec(kDrop, unit, contact);
  if (found != known) storage::append_change(tx, {.kind = "contacts", .subject = unit.value}, now);
  return static_cast<int>(found.size());
}

std::vector<FoundContact> found_contacts(Session& session, const FindingScope& scope, int limit) {
  std::vector<FoundContact> found;
  for (Row& row : scope.unit       ? session.query(kFoundOfUnit, limit, scope.unit)
                  : scope.district ? session.query(kFoundInDistrict, limit, scope.district)
                                   : session.query(kFound, limit))
    found.push_back({.unit = row.take<UnitId>(),
                     .unit_name = row.take<std::string>(),
                     .name = row.take<std::string>(),
                     .phone = row.take<std::string>(),
                     .finding = row.take<ContactFinding>(),
                     .since = row.take<UtcTime>()});
  return found;
}

int count_found_contacts(Session& session) {
  return session.query_one(kCount)->get<int>(0);
}

}  // namespace liftguard::dispatch
