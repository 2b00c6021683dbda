// Contacts that could not be reached if they were needed now, told before they are (fault row G6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/registry/types.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

enum class ContactFinding : std::uint8_t {
  no_rescuer = 1,  // the unit has elevators and nobody to call
  no_phone = 2,
  invalid_number = 3,
  failing = 4  // the last deliveries to this number failed
};
[[nodiscard]] std::string_view name_of(ContactFinding finding);

// A number that can be called in this country: a mobile (11 digits from 13 to 19), a fixed line with its area code, or
// a service number of 400 or 800; +86 and hyphens may stand in it.
[[nodiscard]] bool can_be_called(std::string_view phone);

// `failed_in_a_row`: of the number's newest notices, those before the first that was delivered. Two are no accident.
[[nodiscard]] std::optional<ContactFinding> judge_contact(std::string_view phone, int failed_in_a_row);

// Compares what is found with what was found before; gives the number of findings now.
int check_contacts(storage::Transaction& tx, UnitId unit, UtcTime now);

struct FoundContact {
  UnitId unit{};
  std::string unit_name{};
  std::string name{}, phone{};  // of the contact; empty for no_rescuer
  ContactFinding finding = ContactFinding::no_phone;
  UtcTime since{};
};

// Of which units; without either of all.
struct FindingScope {
  UnitId unit{};
  DistrictId district{};  // units that answer for an elevator there
};

// The oldest first; at most `limit`.
[[nodiscard]] std::vector<FoundContact> found_contacts(storage::Session& session, const FindingScope& scope, int limit);
[[nodiscard]] int count_found_contacts(storage::Session& session);

}  // namespace liftguard::dispatch
