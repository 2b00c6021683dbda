// The order of sending, claims, and what a person decides.
#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "common/storage/audit.hpp"
#include "tests/unit/uploads/place.hpp"

using namespace liftguard;
using namespace liftguard::testing;
using namespace liftguard::uploads;

TEST_CASE("rows of one elevator leave in their order, those of others and of other receivers do not wait") {
  Place place;
  place.load({Place::receiver("a"), Place::receiver("b")});
  place.report(place.event(0));
  place.report(place.event(0));
  place.report(place.event(1));
  const auto first = place.claim("a");
  REQUIRE(first.size() == 2);
  CHECK(first[0].key.ends_with("/1"));
  CHECK(first[1].key.ends_with("/3"));
  CHECK(place.claim("a").empty());
  CHECK(place.claim("b").size() == 2);  // another receiver
  for (const State state : {State::accepted, State::rejected, State::unknown}) {
    INFO(name_of(state));
    Place other;
    other.load({Place::receiver("a")});
    other.report(other.event(0));
    other.report(other.event(0));
    const auto claimed = other.claim("a");
    REQUIRE(claimed.size() == 1);
    CHECK(other.ready("a").empty());
    CHECK(other.settle(claimed[0].id, state));
    CHECK(other.state_of(claimed[0].id) == state);
    CHECK(other.ready("a").size() == 1);
  }
}

TEST_CASE("a row that waits for its next try holds up its own elevator alone") {
  Place place;
  place.load({Place::receiver("a", Repeats::idempotent)});
  place.report(place.event(0));
  place.report(place.event(0));
  place.report(place.event(1));
  const auto claimed = place.claim("a", 1);
  REQUIRE(claimed.size() == 1);
  CHECK(place.settle(claimed[0].id, State::pending, "w", 10s));
  const auto others = place.ready("a");
  REQUIRE(others.size() == 1);
  CHECK(others[0].value == 3);
  place.clock.advance(10s);
  CHECK(place.ready("a").front() == claimed[0].id);
}

TEST_CASE("two gateways claim a row once") {
  Place place;
  place.load({Place::receiver("a")});
  place.report(place.event(0));
  const auto ids = place.ready("a");
  const auto claim_as = [&](std::string_view worker) {
    return place.write([&](storage::Transaction& tx) { return claim(tx, ids, {worker, 30s}, place.now()); });
  };
  CHECK(claim_as("one").size() == 1);
  CHECK(claim_as("two").empty());
  CHECK_FALSE(place.settle(ids[0], State::accepted, "two"));
  CHECK(place.settle(ids[0], State::accepted, "one"));
  CHECK_FALSE(place.settle(ids[0], State::rejected, "one"));
  CHECK(place.state_of(ids[0]) == State::accepted);
}

TEST_CASE("a claim that lapsed is sent again where a key is taken once, and is unknown elsewhere") {
  Place place;
  place.load({Place::receiver("once", Repeats::idempotent), Place::receiver("plain")});
  place.report(place.event(0));
  const auto once = place.claim("once");
  const auto plain = place.claim("plain");
  REQUIRE(once.size() == 1);
  REQUIRE(plain.size() == 1);
  const auto take = [&] { return place.write([&](storage::Transaction& tx) { return take_lapsed(tx, place.now()); }); };
  place.clock.advance(30s - 1ms);
  CHECK_FALSE(place.read([&](storage::Session& session) { return any_lapsed(session, place.now()); }));
  CHECK(take() == 0);
  place.clock.advance(1ms);
  CHECK(place.read([&](storage::Session& session) { return any_lapsed(session, place.now()); }));
  CHECK(take() == 1);
  CHECK(place.state_of(once[0].id) == State::pending);
  CHECK(place.state_of(plain[0].id) == State::unknown);
  const auto again = place.claim("once");
  REQUIRE(again.size() == 1);
  CHECK(again[0].key == once[0].key);
  CHECK(again[0].body == once[0].body);
}

TEST_CASE("what was claimed and not sent is pending again, as if it had not been tried") {
  Place place;
  place.load({Place::receiver("a")});
  place.report(place.event(0));
  const auto claimed = place.claim("a");
  place.write([&](storage::Transaction& tx) { release(tx, "another", claimed.at(0).id); });
  CHECK(place.state_of(claimed[0].id) == State::claimed);
  place.write([&](storage::Transaction& tx) { release(tx, "w", claimed.at(0).id); });
  const auto all = place.list();
  REQUIRE(all.size() == 1);
  CHECK(all[0].state == State::pending);
  CHECK(all[0].tries == 0);
  CHECK(place.ready("a").size() == 1);
}

TEST_CASE("a person sends again or settles, with name and reason, and the audit log knows") {
  Place place;
  place.load({Place::receiver("a")});
  place.report(place.event(0));
  const auto id = place.claim("a").at(0).id;
  const auto resend_it = [&](UploadId which) {
    return place.write([&](storage::Transaction& tx) { return resend(tx, which, kOperator, place.now()); });
  };
  const auto settle_it = [&](State state) {
    return place.write([&](storage::Transaction& tx) {
      return settle(tx, id, {state, "打电话问过"}, kOperator, place.now());
    });
  };
  CHECK(resend_it(id).error().code == "bad_state");
  CHECK(settle_it(State::accepted).error().code == "bad_state");
  CHECK(resend_it(UploadId{99}).error().code == "not_found");
  CHECK(place.settle(id, State::unknown));
  CHECK(place.list({.state = State::unknown}).size() == 1);
  CHECK(resend_it(id).has_value());
  const auto again = place.claim("a");
  REQUIRE(again.size() == 1);
  CHECK(again[0].id == id);
  CHECK(place.settle(id, State::unknown));
  CHECK(settle_it(State::accepted).has_value());
  CHECK(place.list().empty());
  const auto done = place.list({.state = State::accepted});
  REQUIRE(done.size() == 1);
  CHECK(done[0].settled_by == "值班员");
  CHECK(done[0].answer == "打电话问过");
  CHECK(done[0].tries == 2);
  CHECK_FALSE(place.read([](storage::Session& session) { return storage::first_broken_audit_row(session); }));
}

TEST_CASE("tries are counted by time for the rate, old accepted rows go, backlogs are told") {
  Place place;
  place.load({Place::receiver("a")});
  for (int i = 0; i < 3; ++i) place.report(place.event(0));
  const auto id = place.id_of("a");
  const auto tried = [&](UtcTime since) {
    return place.read([&](storage::Session& session) { return tried_since(session, id, since); });
  };
  CHECK(tried(kStart - 1s) == 0);
  CHECK(place.settle(place.claim("a").at(0).id, State::accepted));
  CHECK(tried(kStart - 1ms) == 1);
  CHECK(tried(kStart) == 0);
  CHECK(place.settle(place.claim("a").at(0).id, State::unknown));
  const auto backlog = place.read([](storage::Session& session) { return backlogs(session); });
  REQUIRE(backlog.size() == 1);
  CHECK(backlog[0].receiver == "a");
  CHECK(backlog[0].pending == 1);
  CHECK(backlog[0].unknown == 1);
  CHECK(backlog[0].oldest == kStart);
  const auto forget = [&](UtcTime before) {
    return place.write([&](storage::Transaction& tx) { return forget_accepted(tx, before, 100); });
  };
  CHECK(forget(kStart) == 0);
  CHECK(forget(kStart + 1ms) == 1);
  CHECK(place.list().size() == 2);
}
