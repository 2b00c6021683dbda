#include "platform/accounts/rules.hpp"

#include <algorithm>

#include "common/base/text.hpp"
#include "platform/accounts/common_passwords.hpp"

namespace liftguard::accounts {

namespace {

// GB 32100-2015, table 1 and 5.2.4: C18 = 31 - (sum of Ci * Wi) mod 31, Wi = 3^(i-1) mod 31.
constexpr std::string_view kCreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kCreditLength = 18;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_word_character(char c) {
  return is_digit(c) || is_letter(c) || c == '.' || c == '_';
}

std::size_t kinds_of(std::string_view password) {
  const auto has = [&](auto is) { return std::any_of(password.begin(), password.end(), is) ? 1U : 0U; };
  return has(is_digit) + has(is_letter) + has([](char c) { return c == '.'; }) + has([](char c) { return c == '_'; });
}

// Takes one character off well-formed UTF-8.
char32_t next_character(std::string_view& utf8) {
  const auto lead = static_cast<unsigned char>(utf8.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t character = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) character = (character << 6) | (static_cast<unsigned char>(utf8[i]) & 0x3fU);
  utf8.remove_prefix(length);
  return character;
}

bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x323af) || c == 0x3007;
}

bool is_name_character(char32_t c) {
  constexpr char32_t kMiddleDot = 0xb7;
  constexpr char32_t kRightQuote = 0x2019;
  if (c < 0x80) return is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)) || c == ' ';
  return is_han(c) || c == kMiddleDot || c == kRightQuote;
}

}  // namespace

std::string_view name_of(Role role) {
  switch (role) {
    case Role::administrator:
      return "administrator";
    case Role::dispatcher:
      return "dispatcher";
    case Role::regulator:
      return "regulator";
    case Role::maintenance_main:
      return "maintenance_main";
    case Role::maintenance_sub:
      return "maintenance_sub";
  }
  return "";
}

std::optional<Role> role_named(std::string_view name) {
  const auto found = std::find_if(kRoles.begin(), kRoles.end(), [&](Role role) { return name_of(role) == name; });
  return found == kRoles.end() ? std::nullopt : std::optional(*found);
}

std::optional<char> credit_code_check_digit(std::string_view first17) {
  if (first17.size() != kCreditLength - 1) return std::nullopt;
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (const char c : first17) {
    const auto value = kCreditAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return kCreditAlphabet[(31 - sum % 31) % 31];
}

bool is_credit_code(std::string_view code) {
  return code.size() == kCreditLength && credit_code_check_digit(code.substr(0, kCreditLength - 1)) == code.back();
}

bool is_sub_account_login(std::string_view login) {
  return login.size() >= 5 && login.size() <= 20 && std::all_of(login.begin(), login.end(), is_word_character);
}

bool is_login_for(Role role, std::string_view login) {
  return role == Role::maintenance_main ? is_credit_code(login) : is_sub_account_login(login);
}

bool is_person_name(std::string_view utf8) {
  if (!is_utf8(utf8)) return false;
  std::size_t count = 0;
  while (!utf8.empty()) {
    if (!is_name_character(next_character(utf8))) return false;
    ++count;
  }
  return count >= 2 && count <= 16;
}

std::string login_key(std::string_view login) {
  std::string key(login);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

std::optional<PasswordPolicy> password_policy_named(std::string_view name) {
  if (name == kManualPolicy.name) return kManualPolicy;
  if (name == kStrictPolicy.name) return kStrictPolicy;
  return std::nullopt;
}

std::string_view name_of(PasswordFault fault) {
  switch (fault) {
    case PasswordFault::too_short:
      return "too_short";
    case PasswordFault::too_long:
      return "too_long";
    case PasswordFault::bad_character:
      return "bad_character";
    case PasswordFault::too_few_kinds:
      return "too_few_kinds";
    case PasswordFault::common:
      return "common";
    case PasswordFault::like_login:
      return "like_login";
  }
  return "";
}

std::optional<PasswordFault> check_password(const PasswordPolicy& policy, std::string_view password,
                                            std::string_view login) {
  if (password.size() < policy.min) return PasswordFault::too_short;
  if (password.size() > policy.max) return PasswordFault::too_long;
  switch (policy.composition) {
    case Composition::two_kinds_of_word_characters:
      if (!std::all_of(password.begin(), password.end(), is_word_character)) return PasswordFault::bad_character;
      if (kinds_of(password) < 2) return PasswordFault::too_few_kinds;
      break;
    case Composition::any_printable:
      if (!is_utf8(password)) return PasswordFault::bad_character;
      break;
  }
  const std::string key = login_key(password);
  if (!login.empty() && key == login_key(login)) return PasswordFault::like_login;
  if (is_common_password(key)) return PasswordFault::common;
  return std::nullopt;
}

bool is_over(const SessionTimes& times, const SessionTerms& terms, UtcTime now) {
  return now - times.began > terms.absolute || now - times.last_used > terms.idle;
}

}  // namespace liftguard::accounts
