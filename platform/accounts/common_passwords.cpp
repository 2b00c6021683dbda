#include "platform/accounts/common_passwords.hpp"

#include <algorithm>
#include <array>

namespace liftguard::accounts {

namespace {

// The stems that lead every published list, English and Chinese, and this system's own words. Sorted.
constexpr std::array<std::string_view, 60> kStems{
    "a123456",       "a1b2c3",   "a1s2d3",   "aa123456",  "abc123",   "abcd",   "abcdef",   "account",  "admin",
    "administrator", "asdf",     "asdfgh",   "asdfghjkl", "changeme", "china",  "default",  "dianti",   "dispatcher",
    "dragon",        "elevator", "football", "guest",     "hello",    "huzhou", "iloveyou", "letmein",  "lift",
    "liftguard",     "login",    "master",   "monkey",    "p@ssw0rd", "pass",   "passw0rd", "password", "q1w2e3",
    "q1w2e3r4",      "qaz",      "qazwsx",   "qq123456",  "qwe",      "qwer",   "qwert",    "qwerty",   "qwertyuiop",
    "root",          "secret",   "shadow",   "sunshine",  "superman", "system", "test",     "user",     "wang",
    "weibao",        "welcome",  "woaini",   "zaq12wsx",  "zhejiang", "zxcvbn"};
static_assert(std::is_sorted(kStems.begin(), kStems.end()));

constexpr bool is_filler(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == '_';
}

bool is_stem(std::string_view text) {
  return std::binary_search(kStems.begin(), kStems.end(), text);
}

std::string_view without_runs(std::string_view text) {
  constexpr std::array<std::string_view, 6> kRuns{"123456789", "12345678", "1234567", "123456", "12345", "1314520"};
  for (const auto run : kRuns) {
    if (text.ends_with(run)) text.remove_suffix(run.size());
    if (text.starts_with(run)) text.remove_prefix(run.size());
  }
  return text;
}

// At most four off either end.
std::string_view without_fillers(std::string_view text) {
  for (int i = 0; i < 4 && !text.empty() && is_filler(text.back()); ++i) text.remove_suffix(1);
  for (int i = 0; i < 4 && !text.empty() && is_filler(text.front()); ++i) text.remove_prefix(1);
  return text;
}

// One to three characters over and over.
bool is_repetition(std::string_view text) {
  for (std::size_t period = 1; period <= 3; ++period) {
    if (text.size() >= 2 * period && text.substr(period) == text.substr(0, text.size() - period)) return true;
  }
  return false;
}

}  // namespace

bool is_common_password(std::string_view lower) {
  const auto core = without_runs(lower);
  return is_stem(lower) || is_stem(without_fillers(core)) || core.size() < 2 || is_repetition(lower);
}

}  // namespace liftguard::accounts
