// E10: when a session is cut, and what revoking leaves in the database.
#include <string>

#include <catch2/catch.hpp>

#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "common/storage/audit.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/revocation/revoke.hpp"
#include "gateway/revocation/rules.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime kThen = utc_from_ms(1'795'000'000'000);
const storage::Actor kOperator{.name = "值班员", .from = "test"};

PresenceRow online(const std::string& monitor) {
  PresenceRow row;
  row.monitor = monitor;
  row.state = Presence::online;
  row.since = row.heard = kThen;
  return row;
}

struct Place {
  Scratch scratch;
  VirtualClock clock{kThen};
  std::unique_ptr<storage::Database> database = scratch.open({.clock = &clock});

  Place() {
    auto tx = database->begin();
    for (const char* name : {"LG-000001", "LG-000002"}) registry::put_monitor(tx, name, kThen);
    save_presence(tx, online("LG-000001"));
    tx.commit();
  }
};

}  // namespace

TEST_CASE("E10: a session is cut at once, again until the broker has its list, and whenever the box speaks",
          "[sqlite]") {
  using revocation::is_cut_due;
  const auto at = [](Milliseconds after) { return kThen + after; };
  struct Case {
    std::optional<Milliseconds> heard, cut;
    Milliseconds now;
    bool due;
  };
  for (const auto& c : {
           Case{{}, {}, 0s, true},
           Case{{}, {}, 5min, true},
           Case{{}, {}, 5min + 1ms, false},  // a gateway that starts later has nothing to cut
           Case{6min, {}, 7min, true},       // unless the box was heard
           Case{{}, 0s, 10s - 1ms, false},
           Case{{}, 0s, 10s, true},
           Case{{}, 290s, 5min, true},
           Case{{}, 290s, 5min + 1ms, false},
           Case{6min, 290s, 6min, true},
           Case{6min, 6min + 1ms, 20min, false},
           Case{20min, 6min + 1ms, 20min, true},
       }) {
    INFO(c.now.count() << " " << c.cut.value_or(-1ms).count());
    const revocation::CutFacts facts{kThen, c.heard ? std::optional(at(*c.heard)) : std::nullopt,
                                     c.cut ? std::optional(at(*c.cut)) : std::nullopt};
    CHECK(is_cut_due(facts, at(c.now)) == c.due);
  }
}

TEST_CASE("E10: revoking is written down with who, why and since when, once") {
  Place place;
  {
    auto tx = place.database->begin();
    REQUIRE(revocation::revoke(tx, {"LG-000001", kThen - 2h, "被盗", {"0A1B", "77"}}, kOperator, kThen).has_value());
    tx.commit();
  }
  auto tx = place.database->begin();
  CHECK(revocation::revoke(tx, {"LG-000001", kThen, "", {}}, kOperator, kThen).error().code == "revoked");
  const auto all = registry::revoked_monitors(tx);
  REQUIRE(all.size() == 1);
  CHECK(all[0].name == "LG-000001");
  CHECK(all[0].at == kThen);
  CHECK(all[0].untrusted_since == kThen - 2h);
  CHECK(all[0].by == "值班员");
  CHECK(all[0].reason == "被盗");
  CHECK(all[0].serials == std::vector<std::string>{"0A1B", "77"});
  CHECK(registry::revoked_names(tx).contains("LG-000001"));
  CHECK(registry::is_revoked(tx, "LG-000001"));
  CHECK_FALSE(registry::is_revoked(tx, "LG-000002"));
  CHECK_FALSE(storage::first_broken_audit_row(tx));
  const auto boxes = revocation::revoked_boxes(tx);
  REQUIRE(boxes.size() == 1);
  CHECK_FALSE(boxes[0].heard);
}

TEST_CASE("E10: presence stays revoked, whatever a gateway still believes") {
  Place place;
  auto tx = place.database->begin();
  REQUIRE(revocation::revoke(tx, {"LG-000001", kThen, "被盗", {}}, kOperator, kThen).has_value());
  CHECK(find_presence(tx, "LG-000001")->state == Presence::revoked);
  CHECK_FALSE(is_online(tx, "LG-000001"));
  save_presence(tx, online("LG-000001"));
  CHECK(find_presence(tx, "LG-000001")->state == Presence::revoked);

  PresenceBook book(load_presence(tx), kThen);
  book.heard_record("LG-000001", kThen + 1s);
  book.sweep(kThen + 1h);
  CHECK(book.find("LG-000001")->state == Presence::revoked);
  PresenceBook unaware({}, kThen);
  unaware.revoke("LG-000001", kThen);
  REQUIRE(unaware.changed(10).size() == 1);
  CHECK(unaware.changed(10)[0].state == Presence::revoked);
  CHECK(name_of(Presence::revoked) == "revoked");
}
