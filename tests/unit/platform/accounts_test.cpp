#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "platform/accounts/common_passwords.hpp"
#include "platform/accounts/rules.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/accounts/throttle.hpp"

using namespace liftguard;
using namespace liftguard::accounts;
using namespace std::chrono_literals;

namespace {

const UtcTime kNow = utc_from_ms(1'800'000'000'000);

}  // namespace

TEST_CASE("AC-2: a main account's name is a credit code with the check digit of GB 32100") {
  CHECK(is_credit_code("91350100M000100Y43"));  // the standard's own example
  CHECK(is_credit_code("91330502MA2B3C4D58"));
  CHECK(credit_code_check_digit("91350100M000100Y4") == '3');
  CHECK_FALSE(is_credit_code("91350100M000100Y44"));   // wrong digit
  CHECK_FALSE(is_credit_code("91350100M000100Y4"));    // 17
  CHECK_FALSE(is_credit_code("91350100M000100Y433"));  // 19
  CHECK_FALSE(is_credit_code("91350100m000100y43"));   // lower case
  CHECK_FALSE(is_credit_code(""));
  for (const char c : std::string("IOSVZ")) {
    CHECK_FALSE(credit_code_check_digit(std::string("91350100M000100Y") + c).has_value());
  }
}

TEST_CASE("AC-2: every single wrong character of a credit code is found") {
  const std::string good = "91330502MA2B3C4D58";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      if (c == good[i]) continue;
      std::string bad = good;
      bad[i] = c;
      CHECK_FALSE(is_credit_code(bad));
    }
  }
}

TEST_CASE("AC-2: a sub-account's name has 5 to 20 letters, digits, dots or underscores") {
  CHECK_FALSE(is_sub_account_login("abcd"));
  CHECK(is_sub_account_login("abcde"));
  CHECK(is_sub_account_login("a.b_1"));
  CHECK(is_sub_account_login(std::string(20, 'a')));
  CHECK_FALSE(is_sub_account_login(std::string(21, 'a')));
  CHECK_FALSE(is_sub_account_login("ab cd"));
  CHECK_FALSE(is_sub_account_login("ab-cde"));
  CHECK_FALSE(is_sub_account_login("王小明明明"));
  CHECK(is_login_for(Role::maintenance_main, "91350100M000100Y43"));
  CHECK_FALSE(is_login_for(Role::maintenance_main, "taoxi01"));
  CHECK(login_key("ZuoXi01") == "zuoxi01");
}

TEST_CASE("AC-2: a person's name has 2 to 16 characters, not bytes") {
  CHECK_FALSE(is_person_name("王"));
  CHECK(is_person_name("王伟"));
  CHECK(is_person_name("阿卜杜拉·买买提"));
  CHECK(is_person_name("Mary O’Neil 2"));
  CHECK(is_person_name("㐀𠀀"));
  CHECK(is_person_name("一二三四五六七八九十一二三四五六"));
  CHECK_FALSE(is_person_name("一二三四五六七八九十一二三四五六七"));
  CHECK_FALSE(is_person_name("a<b>"));
  CHECK_FALSE(is_person_name("王\n伟"));
  CHECK_FALSE(is_person_name("王\xff"));
}

TEST_CASE("AC-3: passwords of the profile 'manual'") {
  struct Row {
    std::string_view password;
    std::optional<PasswordFault> fault;
  };
  const Row rows[] = {
      {"ab1c2", PasswordFault::too_short},
      {"kd83hf", std::nullopt},
      {"kd83hfkd83hfkd83hf_x", std::nullopt},
      {"kd83hfkd83hfkd83hf_xy", PasswordFault::too_long},
      {"kdhfuexb", PasswordFault::too_few_kinds},
      {"83649216", PasswordFault::too_few_kinds},
      {"......", PasswordFault::too_few_kinds},
      {"kdhf.uexb", std::nullopt},
      {"8364_9216", std::nullopt},
      {"kd83 hf", PasswordFault::bad_character},
      {"kd83hf!", PasswordFault::bad_character},
      {"kd83hé", PasswordFault::bad_character},
      {"password1", PasswordFault::common},
      {"PassWord2024", PasswordFault::common},
      {"a123456", PasswordFault::common},
      {"abc123", PasswordFault::common},
      {"qwerty_1", PasswordFault::common},
      {"woaini1314520", PasswordFault::common},
      {"a1a1a1", PasswordFault::common},
      {"123456a", PasswordFault::common},
      {"taoxi0172", PasswordFault::like_login},
  };
  for (const auto& row : rows) {
    INFO(row.password);
    CHECK(check_password(kManualPolicy, row.password, "TaoXi0172") == row.fault);
  }
}

TEST_CASE("AC-3: passwords of the profile 'strict'") {
  CHECK(check_password(kStrictPolicy, "kd83hfkd83h", "taoxi01") == PasswordFault::too_short);
  CHECK_FALSE(check_password(kStrictPolicy, "kd83hf kd83hf!", "taoxi01").has_value());
  CHECK_FALSE(check_password(kStrictPolicy, std::string(64, 'k') + std::string(64, 'q'), "taoxi01").has_value());
  CHECK(check_password(kStrictPolicy, std::string(129, 'k'), "taoxi01") == PasswordFault::too_long);
  CHECK(check_password(kStrictPolicy, "kkkkkkkkkkkk", "taoxi01") == PasswordFault::common);
  CHECK(password_policy_named("strict")->min == 12);
  CHECK_FALSE(password_policy_named("none").has_value());
}

TEST_CASE("AC-3: random first passwords are good under both profiles and never the same") {
  set_up_secrets();
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string password = new_first_password();
    CHECK_FALSE(check_password(kManualPolicy, password, "admin").has_value());
    CHECK_FALSE(check_password(kStrictPolicy, password, "admin").has_value());
    CHECK(seen.insert(password).second);
  }
}

TEST_CASE("AC-10: the free tries, then waits that double, then the end of the window") {
  const auto failed = [](int count) { return Failures{count, kNow, kNow}; };
  CHECK(wait_under(kPairRule, failed(0), kNow) == 0ms);
  CHECK(wait_under(kPairRule, failed(4), kNow) == 0ms);
  CHECK(wait_under(kPairRule, failed(5), kNow) == 1s);
  CHECK(wait_under(kPairRule, failed(6), kNow) == 2s);
  CHECK(wait_under(kPairRule, failed(14), kNow) == 512s);
  CHECK(wait_under(kPairRule, failed(15), kNow) == 15min);
  CHECK(wait_under(kPairRule, failed(59), kNow) == 15min);
  CHECK(wait_under(kPairRule, failed(60), kNow) == 24h);
  CHECK(wait_under(kPairRule, failed(5), kNow + 999ms) == 1ms);
  CHECK(wait_under(kPairRule, failed(5), kNow + 1s) == 0ms);
  CHECK(wait_under(kPairRule, failed(60), kNow + 24h - 1ms) == 1ms);
  CHECK(wait_under(kPairRule, failed(60), kNow + 24h) == 0ms);
}

TEST_CASE("AC-10: a counter starts anew after its window") {
  const Failures one = with_one_more({}, kNow);
  CHECK(one.count == 1);
  const Failures two = with_one_more(one, kNow + 23h);
  CHECK(two.count == 2);
  CHECK(two.began == kNow);
  const Failures fresh = with_one_more(two, kNow + 24h);
  CHECK(fresh.count == 1);
  CHECK(fresh.began == kNow + 24h);
}

TEST_CASE("H5: one account takes at most 100 failures a day from unknown devices, however many sources") {
  Failures account;
  int taken = 0;
  for (UtcTime t = kNow; t < kNow + 24h; t += 1s) {
    const LogInPressure pressure{{}, account, {}, Device::unknown};  // a fresh source every time
    if (wait_before_try(pressure, t) > 0ms) continue;
    account = with_one_more(account, t);
    ++taken;
  }
  CHECK(taken == 100);
}

TEST_CASE("AC-10: a known device gets in while the account is under attack") {
  const Failures flood{100, kNow, kNow};
  CHECK(wait_before_try({{}, flood, flood, Device::unknown}, kNow) == 24h);
  CHECK(wait_before_try({{}, flood, flood, Device::known}, kNow) == 0ms);
}

TEST_CASE("sessions end by idleness and in any case") {
  const SessionTerms terms{1h, 10h};
  CHECK_FALSE(is_over({kNow, kNow}, terms, kNow + 1h));
  CHECK(is_over({kNow, kNow}, terms, kNow + 1h + 1ms));
  CHECK_FALSE(is_over({kNow, kNow + 9h + 30min}, terms, kNow + 10h));
  CHECK(is_over({kNow, kNow + 9h + 30min}, terms, kNow + 10h + 1ms));
}

TEST_CASE("passwords are kept as Argon2id, tokens as their hash") {
  set_up_secrets();
  const std::string hash = hash_password("kd83hf");
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(password_matches(hash, "kd83hf"));
  CHECK_FALSE(password_matches(hash, "kd83hg"));
  CHECK_FALSE(password_matches(dummy_password_hash(), ""));
  const std::string token = new_token();
  CHECK(token.size() == 43);
  CHECK(token_hash(token).size() == 64);
  CHECK(csrf_token_of(token) != token);
  CHECK(csrf_token_of(token) == csrf_token_of(token));
  CHECK(csrf_token_of(token) != csrf_token_of(new_token()));
}
