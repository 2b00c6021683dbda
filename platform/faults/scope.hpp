// Who sees and touches which orders: decided here and nowhere else, for lists, details, steps and live updates (fault
// row H2). Whoever is not named sees nothing.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/id.hpp"
#include "common/dispatch/contact_check.hpp"
#include "common/dispatch/views.hpp"
#include "platform/accounts/store.hpp"

namespace liftguard::faults {

// The desk sees every order; a unit's accounts see those dispatched to their unit; others none.
[[nodiscard]] std::optional<dispatch::Scope> scope_of(const accounts::Account& account);

// The same decision for an order at hand.
[[nodiscard]] bool sees(const std::optional<dispatch::Scope>& scope, const dispatch::OrderSummary& order);

// A unit's crew takes the steps of its own dispatch alone (RS-14), and never the dispatching itself; the desk any.
[[nodiscard]] bool may_tap(const accounts::Account& account, const dispatch::OrderSummary& order, rescue::Level level,
                           rescue::Step step);

// Whose contacts that could not be reached: a unit's accounts see their own, everybody with a district those of it.
[[nodiscard]] std::optional<dispatch::FindingScope> findings_scope_of(const accounts::Account& account);

// Telephone numbers of people: the desk's business, and a unit's for its own people.
[[nodiscard]] bool may_see_phone(const accounts::Account& account, UnitId owner);
[[nodiscard]] std::string masked_phone(std::string_view phone);  // 138****0001

}  // namespace liftguard::faults
