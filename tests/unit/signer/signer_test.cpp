#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/identity/files.hpp"
#include "gateway/signer/authority.hpp"
#include "tests/unit/signer/folder.hpp"

using namespace liftguard;
using namespace liftguard::identity;
using namespace liftguard::signer;
using signer::test::Folder;
namespace fs = std::filesystem;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");

struct Question {
  const std::string& certificate_pem;
  const std::string& authority_pem;
  int purpose = X509_PURPOSE_SSL_CLIENT;
  UtcTime at = kNow;
  const char* host = nullptr;
};

// What a TLS peer decides: chain, dates, purpose, host name.
int verify(const Question& question) {
  const auto leaf = certificate_from_pem(question.certificate_pem);
  const auto root = certificate_from_pem(question.authority_pem);
  const std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), root.get());
  const std::unique_ptr<X509_STORE_CTX, OpensslFree<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_purpose(wanted, question.purpose);
  X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(wanted, static_cast<time_t>(to_ms(question.at) / 1000));
  if (question.host) {
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, question.host) != 1)
      X509_VERIFY_PARAM_set1_host(wanted, question.host, 0);
  }
  const int verified = X509_verify_cert(context.get());
  return verified == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

std::string common_name(const std::string& pem) {
  const auto certificate = certificate_from_pem(pem);
  char text[64] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
  return text;
}

std::string serial(const std::string& pem) {
  const auto certificate = certificate_from_pem(pem);
  const ASN1_INTEGER* number = X509_get0_serialNumber(certificate.get());
  return {reinterpret_cast<const char*>(number->data), static_cast<std::size_t>(number->length)};
}

mode_t mode_of(const fs::path& path) {
  struct stat state {};
  REQUIRE(::stat(path.c_str(), &state) == 0);
  return state.st_mode & 0777;
}

}  // namespace

TEST_CASE("a box's certificate verifies under boxes-ca and not under services-ca") {
  const Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  REQUIRE(boxes.has_value());
  REQUIRE(services.has_value());
  const auto box = boxes->issue_box("LG-000001", kNow);
  REQUIRE(box.has_value());
  CHECK(common_name(box->certificate_pem) == "LG-000001");
  CHECK(verify({box->certificate_pem, boxes->certificate_pem()}) == X509_V_OK);
  CHECK(verify({box->certificate_pem, services->certificate_pem()}) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_CASE("a service's certificate verifies under services-ca and not under boxes-ca") {
  const Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  const auto gateway = services->issue_service("gateway", kNow);
  REQUIRE(gateway.has_value());
  CHECK(verify({gateway->certificate_pem, services->certificate_pem()}) == X509_V_OK);
  CHECK(verify({gateway->certificate_pem, boxes->certificate_pem()}) == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_CASE("A14: the broker answers to its hosts, localhost and 127.0.0.1 and to no other name") {
  const Folder folder;
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  const auto broker = services->issue_broker({"broker.example.com", "10.1.2.3"}, kNow);
  REQUIRE(broker.has_value());
  const std::string ca = services->certificate_pem();
  for (const char* host : {"localhost", "127.0.0.1", "broker.example.com", "10.1.2.3"}) {
    INFO(host);
    CHECK(verify({broker->certificate_pem, ca, X509_PURPOSE_SSL_SERVER, kNow, host}) == X509_V_OK);
  }
  CHECK(verify({broker->certificate_pem, ca, X509_PURPOSE_SSL_SERVER, kNow, "other.example.com"}) ==
        X509_V_ERR_HOSTNAME_MISMATCH);
}

TEST_CASE("no certificate serves a purpose that it was not made for") {
  const Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  const auto box = boxes->issue_box("LG-000001", kNow);
  const auto broker = services->issue_broker({}, kNow);
  const auto gateway = services->issue_service("gateway", kNow);
  CHECK(verify({box->certificate_pem, boxes->certificate_pem(), X509_PURPOSE_SSL_SERVER}) ==
        X509_V_ERR_INVALID_PURPOSE);
  CHECK(verify({gateway->certificate_pem, services->certificate_pem(), X509_PURPOSE_SSL_SERVER}) ==
        X509_V_ERR_INVALID_PURPOSE);
  CHECK(verify({broker->certificate_pem, services->certificate_pem(), X509_PURPOSE_SSL_CLIENT}) ==
        X509_V_ERR_INVALID_PURPOSE);
  CHECK(X509_check_ca(certificate_from_pem(box->certificate_pem).get()) == 0);
  CHECK(X509_check_ca(certificate_from_pem(boxes->certificate_pem()).get()) == 1);
}

TEST_CASE("dates are those of the clock that was handed in, also beyond 2050") {
  const Folder folder;
  const auto far = *parse_iso("2049-06-01T00:00:00Z");
  const auto boxes = Authority::create(folder.path(), Realm::boxes, far);
  const auto box = boxes->issue_box("LG-000001", far);
  const std::string ca = boxes->certificate_pem();
  using std::chrono::days;
  CHECK(verify({box->certificate_pem, ca, X509_PURPOSE_SSL_CLIENT, far + days(3 * 365 - 5)}) == X509_V_OK);
  CHECK(verify({box->certificate_pem, ca, X509_PURPOSE_SSL_CLIENT, far + days(3 * 365 + 1)}) ==
        X509_V_ERR_CERT_HAS_EXPIRED);
  CHECK(verify({box->certificate_pem, ca, X509_PURPOSE_SSL_CLIENT, far - days(2)}) == X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_CASE("serial numbers are random: 100 certificates, 100 numbers of 16 bytes") {
  const Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(serial(boxes->issue_box("LG-1", kNow)->certificate_pem));
  CHECK(seen.size() == 100);
  for (const auto& number : seen) CHECK(number.size() == 16);
}

TEST_CASE("an authority is never overwritten, opens again as the same, and keeps its key to itself") {
  const Folder folder;
  const auto first = Authority::create(folder.path(), Realm::boxes, kNow);
  REQUIRE(first.has_value());
  const auto second = Authority::create(folder.path(), Realm::boxes, kNow);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == "exists");
  const auto again = Authority::open(folder.path(), Realm::boxes);
  REQUIRE(again.has_value());
  const auto box = again->issue_box("LG-000002", kNow);
  CHECK(verify({box->certificate_pem, first->certificate_pem()}) == X509_V_OK);
  CHECK(mode_of(folder.path() / "boxes-ca/ca.key") == 0600);
  CHECK(mode_of(folder.path() / "boxes-ca") == 0700);
}

TEST_CASE("each realm signs its own kind and refuses the other's") {
  const Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  CHECK(services->issue_box("LG-000001", kNow).error().code == "wrong_realm");
  CHECK(boxes->issue_service("gateway", kNow).error().code == "wrong_realm");
  CHECK(boxes->issue_broker({}, kNow).error().code == "wrong_realm");
  CHECK(boxes->issue_box("gateway-31", kNow).error().code == "reserved_name");
  CHECK(services->issue_broker({"a,DNS:evil"}, kNow).error().code == "bad_host");
  CHECK(Authority::open(folder.path() / "nowhere", Realm::boxes).error().code == "missing");
}

TEST_CASE("files: a key's mode is 0600 and an existing file stays as it was") {
  const Folder folder;
  const auto path = folder.path() / "x.key";
  REQUIRE(write_new(path, "one", Secrecy::secret));
  CHECK(mode_of(path) == 0600);
  CHECK(write_new(path, "two", Secrecy::secret).error().code == "exists");
  CHECK(*read_text(path) == "one");
  REQUIRE(write_same(folder.path() / "ca.crt", "ca"));
  CHECK(write_same(folder.path() / "ca.crt", "ca"));
  CHECK(write_same(folder.path() / "ca.crt", "other").error().code == "exists");
}
