// E10: which certificates count no more, as a TLS server judges them.
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/identity/files.hpp"
#include "gateway/signer/ledger.hpp"
#include "gateway/signer/revoking.hpp"
#include "tests/unit/signer/folder.hpp"

using namespace liftguard;
using namespace liftguard::identity;
using namespace liftguard::signer;
using signer::test::Folder;
using namespace std::chrono_literals;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");

struct City {
  Folder folder;
  Authority boxes = Authority::create(folder.path(), Realm::boxes, kNow).value();
  std::filesystem::path list = folder.path() / "boxes-ca/boxes.crl";

  [[nodiscard]] std::string give(const std::string& name) const {
    return boxes.issue_box(name, kNow).value().certificate_pem;
  }
  [[nodiscard]] std::string list_pem() const { return read_text(list).value(); }
};

// With revocation checked, as the broker does.
int verify(const City& city, const std::string& certificate_pem, UtcTime at = kNow) {
  const auto leaf = certificate_from_pem(certificate_pem);
  const auto root = certificate_from_pem(city.boxes.certificate_pem());
  const std::string pem = city.list_pem();
  const std::unique_ptr<X509_CRL, OpensslFree<X509_CRL_free>> crl(
      PEM_read_bio_X509_CRL(bio_over(pem).get(), nullptr, nullptr, nullptr));
  const std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.get());
  X509_STORE_add_crl(store.get(), crl.get());
  X509_STORE_set_flags(store.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_X509_STRICT);
  const std::unique_ptr<X509_STORE_CTX, OpensslFree<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), static_cast<time_t>(to_ms(at) / 1000));
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

}  // namespace

TEST_CASE("E10: all certificates of a revoked box are refused, those of others are not") {
  const City city;
  keep_list(city.boxes, {}, kNow);
  const std::string first = city.give("LG-000001"), renewed = city.give("LG-000001"), other = city.give("LG-000002");
  CHECK(verify(city, first) == X509_V_OK);
  const std::vector<RevokedBox> stolen{{"LG-000001", kNow - 3h, {}}};
  const auto list = keep_list(city.boxes, stolen, kNow + 1h);
  CHECK(list.revoked.size() == 2);
  CHECK(list.revoked[0].since == kNow - 3h);
  CHECK(read_list(city.list_pem(), *certificate_from_pem(city.boxes.certificate_pem())).value() == list);
  CHECK(verify(city, first, kNow + 2h) == X509_V_ERR_CERT_REVOKED);
  CHECK(verify(city, renewed, kNow + 2h) == X509_V_ERR_CERT_REVOKED);
  CHECK(verify(city, other, kNow + 2h) == X509_V_OK);
  CHECK(is_revoked(city.boxes, "LG-000001"));
  CHECK_FALSE(is_revoked(city.boxes, "LG-000002"));
  CHECK(city.boxes.issue_box("LG-000001", kNow).error().code == "revoked");
  CHECK(city.boxes.issue_box("LG-000003", kNow).has_value());
}

TEST_CASE("E10: a certificate that the authority never wrote down is revoked by its number") {
  const City city;
  const std::string given = city.give("LG-000001");
  std::filesystem::remove(city.folder.path() / "boxes-ca/issued");
  const std::string serial = serial_of(*certificate_from_pem(given));
  keep_list(city.boxes, std::vector<RevokedBox>{{"LG-000001", kNow, {serial}}}, kNow);
  CHECK(verify(city, given) == X509_V_ERR_CERT_REVOKED);
  const std::vector<RevokedBox> wrong{{"LG-000001", kNow, {"no number"}}};
  CHECK_THROWS(keep_list(city.boxes, wrong, kNow));
}

TEST_CASE("a list is made anew long before it ends, keeps what stood on it, and its number rises") {
  const City city;
  const std::string given = city.give("LG-000001");
  const std::vector<RevokedBox> stolen{{"LG-000001", kNow, {}}};
  const auto first = keep_list(city.boxes, stolen, kNow);
  CHECK(keep_list(city.boxes, stolen, kNow + kListRenewedAfter - 1s) == first);
  CHECK(keep_list(city.boxes, {}, kNow + 1h) == first);
  const auto second = keep_list(city.boxes, {}, kNow + kListRenewedAfter);
  CHECK(second.number > first.number);
  CHECK(second.revoked == first.revoked);
  CHECK(second.until == kNow + kListRenewedAfter + kListLife);
  CHECK(verify(city, given, second.made + 1s) == X509_V_ERR_CERT_REVOKED);
  CHECK(verify(city, city.give("LG-000002"), second.until + 1s) == X509_V_ERR_CRL_HAS_EXPIRED);
  std::ofstream(city.list) << "rubbish";
  const auto third = keep_list(city.boxes, stolen, kNow + kListRenewedAfter + 1h);
  CHECK(third.number > second.number);
  CHECK(third.revoked.size() == 1);
}

TEST_CASE("the broker's copy is written when it differs, and whole") {
  const City city;
  const auto copy = city.folder.path() / "copy.crl";
  CHECK_FALSE(publish_list(city.boxes, copy));  // there is none yet
  keep_list(city.boxes, {}, kNow);
  CHECK(publish_list(city.boxes, copy));
  CHECK_FALSE(publish_list(city.boxes, copy));
  CHECK(read_text(copy).value() == city.list_pem());
  const std::string given = city.give("LG-000001");
  keep_list(city.boxes, std::vector<RevokedBox>{{"LG-000001", kNow, {}}}, kNow + 1s);
  CHECK(publish_list(city.boxes, copy));
  CHECK(read_text(copy).value() == city.list_pem());
}

TEST_CASE("a list of another authority, and rubbish, are no lists") {
  const City city, other;
  keep_list(city.boxes, {}, kNow);
  const auto ours = certificate_from_pem(city.boxes.certificate_pem());
  const auto theirs = certificate_from_pem(other.boxes.certificate_pem());
  CHECK(read_list(city.list_pem(), *ours).has_value());
  CHECK(read_list(city.list_pem(), *theirs).error().code == "bad_list");
  CHECK(read_list("rubbish", *ours).error().code == "bad_list");
}

TEST_CASE("what was given is written down, and a torn line hides no other") {
  const City city;
  const std::string given = city.give("LG-000001");
  {
    std::ofstream out(city.folder.path() / "boxes-ca/issued", std::ios::app);
    out << "0AB1 LG-000001";
  }
  append_issued(city.folder.path() / "boxes-ca", {"77", "LG-000001", kNow});
  const auto issued = issued_to(city.folder.path() / "boxes-ca", "LG-000001");
  REQUIRE(issued.size() == 2);
  CHECK(issued[0].serial == serial_of(*certificate_from_pem(given)));
  CHECK(issued[1] == IssuedEntry{"77", "LG-000001", kNow});
  CHECK(issued_to(city.folder.path() / "boxes-ca", "LG-00000").empty());
  CHECK(issued_to(city.folder.path(), "LG-000001").empty());
}
