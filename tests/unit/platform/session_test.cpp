// Log-in, first password, sessions and rights, over real sockets and a real database.
#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "platform/accounts/secrets.hpp"
#include "platform/accounts/store.hpp"
#include "platform/app/routes.hpp"
#include "tests/unit/platform/running_platform.hpp"

using namespace liftguard;
using namespace liftguard::test;
using namespace std::chrono_literals;

namespace {

const storage::Actor kSystem{{}, "系统", {}};
const Headers kJson{{"Content-Type", "application/json"}};

std::string text_at(const boost::json::object& object, std::string_view key) {
  return object.at(key).as_string().c_str();
}

}  // namespace

TEST_CASE("log-in: who one is, a cookie that scripts cannot read, and its end") {
  RunningPlatform platform;
  Person person(platform.port());
  CHECK(person.get("/api/v1/session").status == 401);
  const Answer answer = person.log_in("CrewA01");  // without regard to case
  REQUIRE(answer.status == 200);
  const auto account = json_of(answer).at("account").as_object();
  CHECK(text_at(account, "login") == "crewa01");
  CHECK(text_at(account, "role") == "maintenance_sub");
  CHECK(text_at(account, "unit_name") == "维保单位A");
  CHECK_FALSE(json_of(answer).at("must_change_password").as_bool());

  const auto [first, last] = answer.headers.equal_range("set-cookie");
  std::string cookies;
  for (auto header = first; header != last; ++header) cookies += header->second + '\n';
  CHECK(cookies.find("HttpOnly; SameSite=Lax; Path=/\n") != std::string::npos);
  CHECK(cookies.find("Secure") == std::string::npos);  // plain HTTP on loopback

  const Answer me = person.get("/api/v1/session");
  CHECK(me.status == 200);
  CHECK(text_at(json_of(me), "csrf") == person.csrf);
  CHECK(me.header("cache-control") == "no-store");
  const std::string old = person.session;
  CHECK(person.write("DELETE", "/api/v1/session", "").status == 204);
  CHECK(person.session.empty());
  person.session = old;
  CHECK(person.get("/api/v1/session").status == 401);
}

TEST_CASE("H7: unknown log-in, wrong password and a cancelled account get one answer") {
  RunningPlatform platform;
  {
    auto tx = platform.database().begin();
    const auto crew = accounts::find_account(tx, "crewa02").value();
    accounts::set_state(tx, crew.id, accounts::State::cancelled, kSystem, platform.now());
    tx.commit();
  }
  Person person(platform.port());
  const Answer wrong = person.log_in("crewa01", "wrong_1x");
  const Answer unknown = person.log_in("nobody01", "wrong_1x");
  const Answer cancelled = person.log_in("crewa02");
  CHECK(wrong.status == 401);
  CHECK(code_of(wrong) == "bad_credentials");
  CHECK(unknown.body == wrong.body);
  CHECK(cancelled.body == wrong.body);
  CHECK(unknown.headers == wrong.headers);
}

TEST_CASE("H5: wrong passwords are slowed down, and a known device is not locked out by a stranger") {
  RunningPlatform platform;
  Person owner(platform, "crewa01");
  Person stranger(platform.port());
  for (int i = 0; i < 5; ++i) CHECK(stranger.log_in("crewa01", "wrong_1x").status == 401);
  const Answer slowed = stranger.log_in("crewa01", std::string(kPassword));  // the right one is not even looked at
  CHECK(slowed.status == 429);
  CHECK(code_of(slowed) == "too_many_attempts");
  CHECK(slowed.header("retry-after") == "1");
  CHECK(stranger.log_in("nobody01", "wrong_1x").status == 401);  // another log-in from there still may
  CHECK(owner.log_in("crewa01").status == 200);
}

TEST_CASE("H5: a thousand guesses at once are a thousand failures") {
  RunningPlatform platform;
  std::atomic<int> looked_at{0};
  std::vector<std::jthread> guessers;
  for (int i = 0; i < 16; ++i) {
    guessers.emplace_back([&] {
      Socket socket(platform.port());
      socket.send(request_text("POST", "/api/v1/session", kJson, R"({"login":"crewa01","password":"wrong_1x"})"));
      if (socket.read_answer().status == 401) ++looked_at;
    });
  }
  guessers.clear();
  CHECK(looked_at == 5);  // the free tries, and the one that starts the waiting
}

TEST_CASE("AC-3, H11: a first password opens nothing but its own change, which makes new tokens") {
  RunningPlatform platform;
  Person person(platform, "fresh01");
  Person elsewhere(platform, "fresh01");
  CHECK(code_of(person.get("/api/v1/orders")) == "password_change_required");
  CHECK(code_of(person.get("/api/v1/live")) == "password_change_required");
  CHECK(person.get("/api/v1/session").status == 200);

  const auto change = [&](std::string_view current, std::string_view fresh) {
    return person.write("PUT", "/api/v1/session/password",
                        R"({"current":")" + std::string(current) + R"(","new":")" + std::string(fresh) + "\"}");
  };
  CHECK(code_of(change("wrong_1x", "nd92_kf8")) == "wrong_password");
  const Answer weak = change(kPassword, "password1");
  CHECK(weak.status == 422);
  CHECK(text_at(json_of(weak), "rule") == "common");
  CHECK(text_at(json_of(change(kPassword, kPassword)), "rule") == "unchanged");

  const std::string old_session = person.session;
  const Answer changed = change(kPassword, "nd92_kf8");
  REQUIRE(changed.status == 200);
  CHECK_FALSE(json_of(changed).at("must_change_password").as_bool());
  CHECK(person.session != old_session);
  CHECK(person.get("/api/v1/orders").status == 200);
  CHECK(elsewhere.get("/api/v1/session").status == 401);
  Person again(platform.port());
  CHECK(again.log_in("fresh01").status == 401);
  CHECK(again.log_in("fresh01", "nd92_kf8").status == 200);
}

TEST_CASE("H12: sessions end by time, and with their account") {
  PlatformOptions options;
  options.policy.session = {1500ms, 3s};
  RunningPlatform platform(options);
  Person idle(platform, "zuoxi01");
  Person cancelled(platform, "crewa01");
  {
    auto tx = platform.database().begin();
    accounts::set_state(tx, accounts::find_account(tx, "crewa01")->id, accounts::State::cancelled, kSystem,
                        platform.now());
    tx.commit();
  }
  CHECK(cancelled.get("/api/v1/session").status == 401);
  CHECK(idle.get("/api/v1/session").status == 200);
  std::this_thread::sleep_for(1600ms);
  CHECK(idle.get("/api/v1/session").status == 401);
}

TEST_CASE("H10: a change needs the token, our origin and JSON") {
  RunningPlatform platform;
  Person person(platform, "zuoxi01");
  const std::string csrf = person.csrf;
  const auto change = [&](Headers headers) {
    return person.write("PUT", "/api/v1/session/password", R"({"current":"x","new":"y"})", std::move(headers));
  };
  CHECK(code_of(change({{"Origin", "http://evil.test"}})) == "csrf_refused");
  CHECK(code_of(change({{"Origin", "null"}})) == "csrf_refused");
  CHECK(code_of(change({{"Origin", "http://lift.test"}})) == "wrong_password");
  person.csrf = Person(platform, "zuoxi02").csrf;  // another session's
  CHECK(code_of(change({})) == "csrf_refused");
  person.csrf.clear();
  CHECK(code_of(change({})) == "csrf_refused");

  Socket form(platform.port());
  form.send(request_text("POST", "/api/v1/session", {{"Content-Type", "text/plain"}},
                         R"({"login":"zuoxi01","password":"kd83hf_x"})"));
  CHECK(form.read_answer().status == 415);
  Socket foreign(platform.port());
  foreign.send(request_text("POST", "/api/v1/session",
                            {{"Content-Type", "application/json"}, {"Origin", "http://evil.test"}},
                            R"({"login":"zuoxi01","password":"kd83hf_x"})"));
  CHECK(foreign.read_answer().status == 403);
}

TEST_CASE("H4: every route by every kind of caller") {
  RunningPlatform platform;
  Person nobody(platform.port());
  Person fresh(platform, "fresh01");
  Person crew(platform, "crewa01");
  Person desk(platform, "zuoxi01");
  for (const auto& route : app::kRoutes) {
    if (route.admits == app::Admits::anyone || route.method == http::Method::erase) continue;
    if (route.pattern == "/api/v1/live") continue;  // answers with a stream; live_server_test.cpp
    std::string path(route.pattern);
    if (const auto hole = path.find("{id}"); hole != std::string::npos) path.replace(hole, 4, "77");
    const auto status = [&](Person& who) {
      if (route.method == http::Method::get) return who.get(path).status;
      return who.write(route.method == http::Method::put ? "PUT" : "POST", path, "{}").status;
    };
    INFO(path);
    CHECK(status(nobody) == 401);
    CHECK((status(fresh) == 403) == (route.admits != app::Admits::first_password_too));
    CHECK((status(crew) == 403) == (route.admits == app::Admits::desk || route.admits == app::Admits::district));
    CHECK(status(desk) != 403);
    CHECK(status(desk) != 401);
  }
}

TEST_CASE("forged and odd cookies are nobody") {
  RunningPlatform platform;
  Person person(platform, "zuoxi01");
  const std::string good = person.session;
  std::string flipped = good;
  flipped[7] = flipped[7] == 'x' ? 'y' : 'x';
  for (const std::string& bad : {std::string{}, flipped, good + "x", std::string(43, 'A'), std::string(3000, 'A'),
                                 accounts::token_hash(good), good + "; lg_session=" + good}) {
    person.session = bad;
    CHECK(person.get("/api/v1/session").status == 401);
  }
  person.session = good;
  CHECK(person.get("/api/v1/session").status == 200);
}
