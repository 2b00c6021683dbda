// Boxes renew their certificates: what is asked, what the authority gives, and how much of it.
#include <catch2/catch.hpp>

#include "common/identity/certificate.hpp"
#include "common/identity/request.hpp"
#include "common/registry/store.hpp"
#include "gateway/certificates/store.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/signer/renewals.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway::certificates;
using namespace std::chrono_literals;
namespace commands = liftguard::gateway::commands;
using gateway::testing::kMonitor;
using gateway::testing::kStart;
using gateway::testing::Town;

namespace {

class Office {
 public:
  Town town;
  signer::Authority boxes = signer::Authority::create(town.scratch.path / "pki", signer::Realm::boxes, kStart).value();

  Taken ask(const std::string& request, UtcTime now, const std::string& monitor = kMonitor) {
    auto tx = town.database->begin();
    const auto taken = take_request(tx, monitor, request, now);
    tx.commit();
    return taken;
  }
  bool decide(UtcTime now) { return signer::decide_next(boxes, *town.database, now); }

  [[nodiscard]] std::vector<Request> requests() const {
    auto session = town.database->read();
    return newest(session, 100);
  }
  [[nodiscard]] std::vector<commands::Command> issued() const {
    auto session = town.database->read();
    return commands::newest_of(session, kMonitor, 100);
  }
};

std::string request_of(const std::string& monitor = kMonitor) {
  return identity::make_request(monitor, *identity::make_key());
}

}  // namespace

TEST_CASE("what is decided lately is not decided again: a table of times") {
  const auto again = [](State state, std::optional<Milliseconds> ago) {
    return is_asked_again(state, ago ? std::optional(kStart - *ago) : std::nullopt, kStart);
  };
  CHECK_FALSE(again(State::waiting, std::nullopt));
  CHECK_FALSE(again(State::given, 12h - 1ms));
  CHECK(again(State::given, 12h));
  CHECK(again(State::refused, 12h));
  CHECK_FALSE(again(State::overtaken, 48h));
  CHECK(may_be_given(2));
  CHECK_FALSE(may_be_given(3));
}

TEST_CASE("a box asks, the authority signs, and a command takes the certificate to the box") {
  Office office;
  const auto key = identity::make_key();
  CHECK(office.ask(identity::make_request(kMonitor, *key), kStart) == Taken::taken);
  CHECK(office.decide(kStart + 1s));
  CHECK_FALSE(office.decide(kStart + 2s));
  const auto requests = office.requests();
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].state == State::given);
  CHECK(requests[0].valid_until == kStart + 1s + signer::kBoxLife);
  CHECK(describe(requests[0]) == "LG-000001  2026-11-22 14:00:00  已签发 given  至 until 2029-11-21 14:00:01\n");
  const auto issued = office.issued();
  REQUIRE(issued.size() == 1);
  const auto message = commands::message_of(issued[0]).value();
  const auto& errand = std::get<wire::InstallCertificate>(std::get<wire::Command>(message).errand);
  CHECK(identity::check_own(errand.pem, {kMonitor, identity::to_pem(*key), kStart + 1s}).has_value());
  CHECK(office.town.count("audit_log where action = 'certificate.given'") == 1);
}

TEST_CASE("the same request again is answered again after half a day, not before; a new one overtakes") {
  Office office;
  const auto request = request_of();
  CHECK(office.ask(request, kStart) == Taken::taken);
  CHECK(office.ask(request, kStart + 1h) == Taken::known);
  CHECK(office.decide(kStart + 1h));
  CHECK(office.ask(request, kStart + 2h) == Taken::known);
  CHECK(office.ask(request, kStart + 24h) == Taken::taken);
  CHECK(office.ask(request_of(), kStart + 25h) == Taken::taken);
  CHECK(office.decide(kStart + 25h));
  CHECK_FALSE(office.decide(kStart + 25h));
  const auto requests = office.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].state == State::given);
  CHECK(requests[1].state == State::overtaken);
}

TEST_CASE("E10 a box gets three certificates in 30 days and no more: a thief's supply is bounded") {
  Office office;
  for (int i = 0; i < 4; ++i) {
    CHECK(office.ask(request_of(), kStart + std::chrono::days{i}) == Taken::taken);
    CHECK(office.decide(kStart + std::chrono::days{i}));
  }
  CHECK(office.requests()[0].state == State::refused);
  CHECK(office.requests()[0].reason == "too_many");
  CHECK(office.issued().size() == 3);
  const auto later = kStart + kGivenWithin;
  CHECK(office.ask(request_of(), later) == Taken::taken);
  CHECK(office.decide(later));
  CHECK(office.requests()[0].state == State::given);
}

TEST_CASE("E7 a request in another box's name, rubbish, and a box that is not registered get nothing") {
  Office office;
  CHECK(office.ask(request_of("LG-000002"), kStart) == Taken::taken);
  CHECK(office.decide(kStart));
  CHECK(office.requests()[0].reason == "other_name");
  CHECK(office.ask("rubbish", kStart + 1s) == Taken::taken);
  CHECK(office.decide(kStart + 1s));
  CHECK(office.requests()[0].reason == "bad_request");
  CHECK(office.ask(request_of("LG-777777"), kStart, "LG-777777") == Taken::unknown_monitor);
  CHECK(office.ask(std::string(identity::kMaxRequest + 1, 'x'), kStart) == Taken::too_large);
  CHECK(office.issued().empty());
  CHECK(office.town.count("audit_log where action = 'certificate.refused'") == 2);
}

TEST_CASE("E10 a box that is bound to no elevator gets no certificate, and gets one once it is bound again") {
  Office office;
  {
    auto tx = office.town.database->begin();
    registry::unbind_monitor(tx, kMonitor, kStart);
    tx.commit();
  }
  const auto request = request_of();
  CHECK(office.ask(request, kStart + 1s) == Taken::taken);
  CHECK(office.decide(kStart + 1s));
  CHECK(office.requests()[0].reason == "not_bound");
  {
    auto tx = office.town.database->begin();
    registry::bind_monitor(tx, kMonitor, office.town.elevator, kStart + 2s);
    tx.commit();
  }
  CHECK(office.ask(request, kStart + 24h) == Taken::taken);
  CHECK(office.decide(kStart + 24h));
  CHECK(office.requests()[0].state == State::given);
}

TEST_CASE("what is kept of one box is bounded") {
  Office office;
  for (int i = 0; i < 3 * kMaxKept; ++i) CHECK(office.ask("request " + std::to_string(i), kStart) == Taken::taken);
  CHECK(office.requests().size() <= kMaxKept + 1);
}
