#include "platform/faults/scope.hpp"

#include <algorithm>

namespace liftguard::faults {

std::optional<dispatch::Scope> scope_of(const accounts::Account& account) {
  switch (account.role) {
    case accounts::Role::administrator:
    case accounts::Role::dispatcher:
      return dispatch::Scope{};
    case accounts::Role::maintenance_main:
    case accounts::Role::maintenance_sub:
      // A scope without a unit would be everything.
      return account.unit ? std::optional(dispatch::Scope{account.unit}) : std::nullopt;
    case accounts::Role::regulator:  // the rescue desk is not theirs
      return std::nullopt;
  }
  return std::nullopt;
}

bool sees(const std::optional<dispatch::Scope>& scope, const dispatch::OrderSummary& order) {
  if (!scope) return false;
  if (!scope->unit) return true;
  return std::any_of(order.dispatches.begin(), order.dispatches.end(),
                     [&](const dispatch::DispatchView& d) { return d.unit == scope->unit; });
}

bool may_tap(const accounts::Account& account, const dispatch::OrderSummary& order, rescue::Level level,
             rescue::Step step) {
  if (!sees(scope_of(account), order)) return false;
  if (accounts::is_desk(account.role)) return true;
  if (step == rescue::Step::dispatched) return false;
  return std::any_of(order.dispatches.begin(), order.dispatches.end(), [&](const dispatch::DispatchView& d) {
    return d.dispatch.level == level && d.unit == account.unit;
  });
}

std::optional<dispatch::FindingScope> findings_scope_of(const accounts::Account& account) {
  switch (account.role) {
    case accounts::Role::administrator:
    case accounts::Role::dispatcher:
    case accounts::Role::regulator:
      return dispatch::FindingScope{.district = account.district};
    case accounts::Role::maintenance_main:
    case accounts::Role::maintenance_sub:
      return account.unit ? std::optional(dispatch::FindingScope{.unit = account.unit}) : std::nullopt;
  }
  return std::nullopt;
}

bool may_see_phone(const accounts::Account& account, UnitId owner) {
  return accounts::is_desk(account.role) || (owner && owner == account.unit);
}

std::string masked_phone(std::string_view phone) {
  constexpr std::size_t kShown = 7;  // three in front, four behind
  if (phone.size() <= kShown) return std::string(phone.size(), '*');
  return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(phone.size() - 4));
}

}  // namespace liftguard::faults
