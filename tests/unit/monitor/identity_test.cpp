// Keys and certificates on the box: provisioned by hand, renewed over the air, and never without a pair that works.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/identity/files.hpp"
#include "firmware/monitor/identity/provision.hpp"
#include "firmware/monitor/identity/renewal.hpp"
#include "gateway/signer/authority.hpp"
#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");
const std::chrono::days kLife{3 * 365};

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

// A city's authority and one box, provisioned at kNow.
struct Plant {
  test::Folder folder;
  signer::Authority authority = signer::Authority::create(folder.path() / "pki", signer::Realm::boxes, kNow).value();
  Provisioning box{"LG-000001",
                   {folder.path() / "box" / "LG-000001.crt", folder.path() / "box" / "LG-000001.key"},
                   folder.path() / "box" / "broker-ca.crt",
                   folder.path() / "box" / "identity"};

  fs::path sign(const fs::path& request, UtcTime now = kNow) {
    return file("signed.crt", sign_text(*identity::read_text(request), now));
  }
  std::string sign_text(const std::string& request, UtcTime now = kNow) {
    return authority.sign_box(request, "LG-000001", now).value();
  }
  fs::path file(const std::string& name, const std::string& text) {
    const auto path = folder.path() / name;
    fs::remove(path);
    identity::write_new(path, text, identity::Secrecy::open).value();
    return path;
  }
  void provision() {
    const auto request = make_identity(box, Existing::keep).value();
    install_identity(box, {sign(request), std::nullopt}, kNow).value();
  }
  [[nodiscard]] IdentityFolder identities() const { return {box.identity_folder, box.pair}; }
  [[nodiscard]] Renewal renewal() const { return {{"LG-000001", std::chrono::days{60}}, identities()}; }
};

mode_t mode_of(const fs::path& path) {
  struct ::stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 0777;
}

RenewalMoment at(UtcTime wall, SteadyTime steady = SteadyTime{1h}) {
  return {steady, wall};
}

}  // namespace

TEST_CASE("provisioning: the key is made on the box, for its eyes alone, and the certificate comes by file") {
  Plant plant;
  const auto request = make_identity(plant.box, Existing::keep);
  REQUIRE(request.has_value());
  CHECK(mode_of(plant.box.pair.key) == 0600);
  CHECK(request->filename() == "LG-000001.csr");
  const auto ca = plant.file("ca.crt", plant.authority.certificate_pem());
  REQUIRE(install_identity(plant.box, {plant.sign(*request), ca}, kNow).has_value());
  CHECK(fs::exists(plant.box.pair.certificate));
  CHECK(fs::exists(plant.box.broker_ca));
  CHECK(plant.identities().in_force() == plant.box.pair);
}

TEST_CASE("provisioning: a key is not replaced unless that is said, and a strange certificate is not installed") {
  Plant plant;
  const auto first = make_identity(plant.box, Existing::keep).value();
  const auto of_first = plant.sign(first);
  CHECK(code_of(make_identity(plant.box, Existing::keep)) == "exists");
  REQUIRE(make_identity(plant.box, Existing::replace).has_value());
  CHECK(code_of(install_identity(plant.box, {of_first, std::nullopt}, kNow)) == "other_key");
  CHECK(code_of(install_identity(plant.box, {plant.file("x", "rubbish"), std::nullopt}, kNow)) == "bad_certificate");
  CHECK(code_of(install_identity(plant.box, {"/nowhere.crt", std::nullopt}, kNow)) == "missing");
  CHECK_FALSE(fs::exists(plant.box.pair.certificate));
}

TEST_CASE("D3: provisioning: dates are judged by a time that is known, and keep nobody out without one") {
  Plant plant;
  const auto certificate = plant.sign(make_identity(plant.box, Existing::keep).value());
  CHECK(code_of(install_identity(plant.box, {certificate, std::nullopt}, kNow + kLife)) == "expired");
  CHECK(code_of(install_identity(plant.box, {certificate, std::nullopt}, kNow - 24h * 365)) == "not_valid_yet");
  CHECK(install_identity(plant.box, {certificate, std::nullopt}, std::nullopt).has_value());
}

TEST_CASE("E11 a new certificate is asked for from 60 days before the end on, and once a day") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{60};
  CHECK_FALSE(renewal.request_due({SteadyTime{1h}, std::nullopt}).has_value());  // no clock, no date
  CHECK_FALSE(renewal.request_due(at(due - 1ms)).has_value());
  const auto request = renewal.request_due(at(due));
  REQUIRE(request.has_value());
  CHECK_FALSE(renewal.request_due(at(due, SteadyTime{1h + 1min - 1us})).has_value());
  CHECK(renewal.request_due(at(due, SteadyTime{1h + 1min})) == request);  // it could not be journalled, say
  renewal.asked(SteadyTime{1h});
  CHECK_FALSE(renewal.request_due(at(due, SteadyTime{25h - 1us})).has_value());
  CHECK(renewal.request_due(at(due, SteadyTime{25h})) == request);  // the same again: its answer may be on its way
  auto after_restart = plant.renewal();
  CHECK(after_restart.request_due(at(due)) == request);
}

TEST_CASE("a certificate is tried, and in force once the broker has taken it") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{30};
  const auto request = renewal.request_due(at(due)).value();
  CHECK(renewal.pair_for_connection() == plant.box.pair);
  renewal.connected();
  REQUIRE(renewal.install(plant.sign_text(request, due), due).has_value());
  CHECK(renewal.wants_connection());
  const auto fresh = renewal.pair_for_connection();
  CHECK(fresh != plant.box.pair);
  CHECK_FALSE(renewal.wants_connection());
  renewal.connected();
  CHECK(renewal.pair_for_connection().certificate == plant.identities().in_force().certificate);
  CHECK(plant.identities().in_force() != plant.box.pair);
  CHECK(renewal.valid_until() == due + kLife);
  CHECK_FALSE(renewal.request_due(at(due, SteadyTime{48h})).has_value());
  CHECK(mode_of(plant.identities().in_force().key) == 0600);
}

TEST_CASE("a certificate that the broker does not take goes, when the one before gets through") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{30};
  const auto request = renewal.request_due(at(due)).value();
  REQUIRE(renewal.install(plant.sign_text(request, due), due).has_value());
  CHECK(renewal.pair_for_connection() != plant.box.pair);
  renewal.not_connected();
  CHECK(renewal.pair_for_connection() == plant.box.pair);
  renewal.connected();
  CHECK_FALSE(renewal.wants_connection());
  CHECK(renewal.pair_for_connection() == plant.box.pair);
  CHECK_FALSE(plant.identities().on_trial().has_value());
}

TEST_CASE("an outage is not taken for a bad certificate: attempts alternate until one gets through") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{30};
  const auto request = renewal.request_due(at(due)).value();
  REQUIRE(renewal.install(plant.sign_text(request, due), due).has_value());
  for (int i = 0; i < 5; ++i) {
    CHECK(renewal.pair_for_connection() != plant.box.pair);
    renewal.not_connected();
    CHECK(renewal.pair_for_connection() == plant.box.pair);
    if (i % 2 == 0) renewal.not_connected();  // else nothing is ever heard of that attempt
  }
  auto after_restart = plant.renewal();
  CHECK(after_restart.pair_for_connection() != plant.box.pair);
  after_restart.connected();
  CHECK(plant.identities().in_force() != plant.box.pair);
}

TEST_CASE("what was not asked for, or is for another key, is not installed") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{30};
  const auto of_the_old_key = *identity::read_text(plant.box.pair.certificate);
  CHECK(code_of(renewal.install(of_the_old_key, due)) == "not_asked");
  const auto request = renewal.request_due(at(due)).value();
  CHECK(code_of(renewal.install(of_the_old_key, due)) == "other_key");
  CHECK(code_of(renewal.install("rubbish", due)) == "bad_certificate");
  CHECK(code_of(renewal.install(plant.sign_text(request, due), due + kLife)) == "expired");
  CHECK_FALSE(renewal.wants_connection());
  CHECK(renewal.install(plant.sign_text(request, due), due).has_value());
}

TEST_CASE("C1 a power cut between any two file operations of a renewal leaves a pair that belongs together") {
  // What each state of the folder looks like when its change was cut short: a leftover, or half of a removal.
  Plant plant;
  plant.provision();
  const auto identities = plant.box.identity_folder;
  const auto pair_fits = [&] {
    const auto pair = plant.identities().in_force();
    const auto key = identity::read_text(pair.key), certificate = identity::read_text(pair.certificate);
    return key && certificate && identity::check_own(*certificate, {"LG-000001", *key, kNow}).has_value();
  };
  SECTION("a request was being made") {
    fs::create_directory(identities / ".new");
    plant.file("box/identity/.new/key.pem", "half");
  }
  SECTION("what was dropped is half gone: the key") {
    (void)plant.identities().begin_request("LG-000001");
    fs::remove(identities / "1" / "key.pem");
    CHECK_FALSE(plant.identities().request().has_value());
  }
  SECTION("a promotion was cut before its rename, or before the pair before it had gone") {
    const auto request = plant.identities().begin_request("LG-000001");
    REQUIRE(plant.identities().begin_trial(plant.sign_text(request), "LG-000001", kNow).has_value());
    fs::create_directory_symlink("1", identities / "current.new");
    REQUIRE(pair_fits());
    CHECK(plant.identities().in_force() == plant.box.pair);
    plant.identities().promote();
    fs::create_directory(identities / "7");
  }
  CHECK(pair_fits());
  auto next = plant.identities();
  const auto request = next.begin_request("LG-000001");
  REQUIRE(next.begin_trial(plant.sign_text(request), "LG-000001", kNow).has_value());
  next.promote();
  CHECK(pair_fits());
  CHECK(next.in_force() != plant.box.pair);
}

TEST_CASE("C1 files that cannot be changed leave the pair before in force, and end nothing") {
  Plant plant;
  plant.provision();
  auto renewal = plant.renewal();
  const auto due = kNow + kLife - std::chrono::days{30};
  const auto request = renewal.request_due(at(due)).value();
  REQUIRE(renewal.install(plant.sign_text(request, due), due).has_value());
  CHECK(renewal.pair_for_connection() != plant.box.pair);
  fs::create_directories(plant.box.identity_folder / "current.new" / "in the way");  // of the promotion's link
  renewal.connected();
  CHECK_FALSE(renewal.wants_connection());
  CHECK(renewal.pair_for_connection() == plant.box.pair);
  auto after_restart = plant.renewal();
  CHECK(after_restart.pair_for_connection() != plant.box.pair);
  after_restart.connected();
  CHECK(plant.identities().in_force() != plant.box.pair);
}

TEST_CASE("a box that is provisioned anew shows the new pair, whatever it had renewed") {
  Plant plant;
  plant.provision();
  auto identities = plant.identities();
  const auto request = identities.begin_request("LG-000001");
  REQUIRE(identities.begin_trial(plant.sign_text(request), "LG-000001", kNow).has_value());
  identities.promote();
  const auto again = make_identity(plant.box, Existing::replace).value();
  CHECK(fs::exists(plant.box.pair.key.string() + ".old"));
  REQUIRE(install_identity(plant.box, {plant.sign(again), std::nullopt}, kNow).has_value());
  CHECK(plant.identities().in_force() == plant.box.pair);
  CHECK_FALSE(fs::exists(plant.box.pair.key.string() + ".old"));
}
