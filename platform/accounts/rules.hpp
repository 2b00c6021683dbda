// The rules on accounts, pure: who there is (AC-1), what a log-in name, a person's name and a password may be (AC-2,
// AC-3), and when a session is over.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"

namespace liftguard::accounts {

// AC-1. Numbers of the table `accounts`.
enum class Role : std::uint8_t {
  administrator = 1,
  dispatcher = 2,
  regulator = 4,  // 市场监管: reads, of one district or of the city
  maintenance_main = 5,
  maintenance_sub = 6
};
inline constexpr std::array kRoles{Role::administrator, Role::dispatcher, Role::regulator, Role::maintenance_main,
                                   Role::maintenance_sub};
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

// The rescue centre's desk: sees every order.
[[nodiscard]] constexpr bool is_desk(Role role) {
  return role == Role::administrator || role == Role::dispatcher;
}

// Of one district or of the whole city, against one unit.
[[nodiscard]] constexpr bool answers_for_district(Role role) {
  return is_desk(role) || role == Role::regulator;
}

// Such an account is of the city or of one district.
[[nodiscard]] constexpr bool may_have_district(Role role) {
  return role == Role::dispatcher || role == Role::regulator;
}

// RS-12: a new order is opened by whoever sits at a desk, which administrators and crews do not. Being logged in is
// being on duty (decided here: there is no roster).
[[nodiscard]] constexpr bool sits_at_desk(Role role) {
  return role == Role::dispatcher;
}

// AC-2. A unified social credit code: 18 characters of GB 32100's alphabet (no I, O, S, V, Z), the last a check digit.
[[nodiscard]] bool is_credit_code(std::string_view code);
// The check digit for the first 17 characters; none if they are not of the alphabet.
[[nodiscard]] std::optional<char> credit_code_check_digit(std::string_view first17);

// AC-2. 5-20 letters, digits, dots or underscores.
[[nodiscard]] bool is_sub_account_login(std::string_view login);
// What a role's log-in name must be: a credit code for a main account.
[[nodiscard]] bool is_login_for(Role role, std::string_view login);
// AC-2. 2-16 characters: letters, digits, CJK, space, · and ’.
[[nodiscard]] bool is_person_name(std::string_view utf8);
// Log-in names are compared without regard to case.
[[nodiscard]] std::string login_key(std::string_view login);

// AC-3: the policy is data.
enum class Composition : std::uint8_t { two_kinds_of_word_characters, any_printable };
struct PasswordPolicy {
  std::string_view name;
  std::size_t min = 0;
  std::size_t max = 0;
  Composition composition = Composition::two_kinds_of_word_characters;
};
inline constexpr PasswordPolicy kManualPolicy{"manual", 6, 20, Composition::two_kinds_of_word_characters};
inline constexpr PasswordPolicy kStrictPolicy{"strict", 12, 128, Composition::any_printable};
[[nodiscard]] std::optional<PasswordPolicy> password_policy_named(std::string_view name);

enum class PasswordFault : std::uint8_t { too_short, too_long, bad_character, too_few_kinds, common, like_login };
[[nodiscard]] std::string_view name_of(PasswordFault fault);
[[nodiscard]] std::optional<PasswordFault> check_password(const PasswordPolicy& policy, std::string_view password,
                                                          std::string_view login);

// A session ends when nobody has used it for `idle`, and in any case `absolute` after its log-in.
struct SessionTerms {
  std::chrono::milliseconds idle = std::chrono::hours{12};  // a shift at the desk
  std::chrono::milliseconds absolute = std::chrono::hours{24};
};
struct SessionTimes {
  UtcTime began;
  UtcTime last_used;
};
[[nodiscard]] bool is_over(const SessionTimes& times, const SessionTerms& terms, UtcTime now);

}  // namespace liftguard::accounts
