// J4: what ends is told 30, 7 and 1 days ahead, and when it has ended.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "gateway/expiry/ends.hpp"
#include "gateway/expiry/rules.hpp"
#include "gateway/expiry/store.hpp"
#include "gateway/expiry/watch.hpp"
#include "gateway/signer/authority.hpp"
#include "gateway/signer/revocation_list.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway::expiry;
using namespace liftguard::testing;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");

std::size_t alerts(storage::Database& database) {
  auto session = database.read();
  return dispatch::desk_alerts(session, dispatch::AlertFilter::all, 100).size();
}

}  // namespace

TEST_CASE("J4: stages come 30, 7 and 1 days ahead, and at the end", "[sqlite]") {
  struct Case {
    Milliseconds left;
    Stage stage;
  };
  for (const auto& c :
       {Case{days{30} + 1ms, Stage::far}, Case{days{30}, Stage::month}, Case{days{7} + 1ms, Stage::month},
        Case{days{7}, Stage::week}, Case{days{1} + 1ms, Stage::week}, Case{days{1}, Stage::day}, Case{1ms, Stage::day},
        Case{0ms, Stage::over}, Case{-days{400}, Stage::over}}) {
    INFO(c.left.count());
    CHECK(stage_of(kNow + c.left, kNow) == c.stage);
  }
  for (const char* name : {"broker", "alarm-broker", "gateway", "services-ca", "boxes-ca", "boxes.crl", "broker-crl",
                           "alarm-broker-crl", "other"}) {
    CHECK_FALSE(words_of(name).zh.empty());
    CHECK_FALSE(words_of(name).en.empty());
  }
}

TEST_CASE("J4: each stage rings once, a renewed one rings no more") {
  const Scratch scratch;
  VirtualClock clock{kNow};
  const auto database = scratch.open({.clock = &clock});
  observe::Metrics metrics;
  const UtcTime ends = kNow + days{31};
  note(*database, {{"boxes.crl", ends}, {"boxes-ca", kNow + days{4'000}}}, kNow);
  Watch watch(*database, clock, metrics, {});
  watch.look();
  CHECK(alerts(*database) == 0);
  std::size_t expected = 0;
  for (const auto left : {days{30}, days{7}, days{1}, days{0}}) {
    clock.advance_to(ends - left);
    watch.look();
    watch.look();
    CHECK(alerts(*database) == ++expected);
  }
  note(*database, {{"boxes.crl", ends + days{700}}}, clock.utc_now());
  watch.look();
  CHECK(alerts(*database) == expected);
  auto session = database->read();
  CHECK(all(session) == std::vector<End>{{"boxes.crl", ends + days{700}}, {"boxes-ca", kNow + days{4'000}}});
  CHECK(metrics.gauge("liftguard_expiry_left_seconds", "Until a certificate or list ends", {{"name", "boxes.crl"}})
            .value() == std::chrono::duration<double>(days{700}).count());
}

TEST_CASE("J4, E11: a file ends with the first of its certificates, and one that is none has no end", "[sqlite]") {
  const Scratch scratch;
  const auto file = scratch.folder() / "ca.crt";
  const auto first = signer::Authority::create(scratch.folder() / "a", signer::Realm::boxes, kNow).value();
  const auto second = signer::Authority::create(scratch.folder() / "b", signer::Realm::boxes, kNow - days{400}).value();
  CHECK_FALSE(end_of_file(file));
  std::ofstream(file) << "rubbish";
  CHECK_FALSE(end_of_file(file));
  std::ofstream(file) << first.certificate_pem();
  CHECK(end_of_file(file) == first.until());
  std::ofstream(file) << first.certificate_pem() << second.certificate_pem();
  CHECK(end_of_file(file) == second.until());
  CHECK(second.until() == first.until() - days{400});
}

TEST_CASE("J4: the broker's copy of the revocation list has an end of its own, the first of those in it", "[sqlite]") {
  const Scratch scratch;
  const auto file = scratch.folder() / "boxes.crl";
  const auto authority = signer::Authority::create(scratch.folder() / "a", signer::Realm::boxes, kNow).value();
  const auto list = [&](UtcTime until) {
    return signer::make_list({.number = 1, .made = kNow, .until = until}, authority.issuer());
  };
  std::ofstream(file) << list(kNow + days{700});
  CHECK(end_of_file(file) == kNow + days{700});
  std::ofstream(file) << list(kNow + days{700}) << list(kNow + days{20});
  CHECK(end_of_file(file) == kNow + days{20});
}

TEST_CASE("J4: a copy that falls behind rings 30 days ahead; one that is gone has no time left") {
  const Scratch scratch;
  VirtualClock clock{kNow};
  const auto database = scratch.open({.clock = &clock});
  observe::Metrics metrics;
  const auto file = scratch.folder() / "boxes.crl";
  const auto authority = signer::Authority::create(scratch.folder() / "a", signer::Realm::boxes, kNow).value();
  std::ofstream(file) << signer::make_list({.number = 1, .made = kNow, .until = kNow + days{31}}, authority.issuer());
  note(*database, {{"boxes.crl", kNow + days{700}}}, kNow);  // the signer's own is good
  Watch watch(*database, clock, metrics, {{{"broker-crl", file}}, {}});
  const auto& left =
      metrics.gauge("liftguard_expiry_left_seconds", "Until a certificate or list ends", {{"name", "broker-crl"}});
  watch.look();
  CHECK(alerts(*database) == 0);
  CHECK(left.value() == std::chrono::duration<double>(days{31}).count());
  clock.advance_to(kNow + days{1});
  watch.look();
  CHECK(alerts(*database) == 1);
  std::filesystem::remove(file);
  watch.look();
  CHECK(left.value() == 0);
}

TEST_CASE("J4: a server that is not there has no end", "[sqlite]") {
  CHECK_FALSE(end_of_server({"127.0.0.1", "1"}));
  CHECK_FALSE(end_of_server({"no-such-host.invalid", "8883"}));
}
