// The way of a key that never leaves its box: request, signature, the box's own look at what it is given.
#include <string>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <catch2/catch.hpp>

#include "common/base/calendar.hpp"
#include "common/identity/certificate.hpp"
#include "common/identity/request.hpp"
#include "gateway/signer/authority.hpp"
#include "gateway/signer/certificate.hpp"
#include "tests/unit/signer/folder.hpp"

using namespace liftguard;
using namespace liftguard::identity;
using namespace liftguard::signer;

namespace {

const UtcTime kNow = *parse_iso("2026-11-22T06:00:00Z");

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

struct Box {
  Key key = make_key();
  std::string key_pem = to_pem(*key);
  std::string request = make_request("LG-000001", *key);
};

// A certificate with everything right but what a case changes.
std::string certificate_with(const CertificateText& text, EVP_PKEY& key) {
  const Key authority_key = make_key();
  const CertificateText authority{"authority", Purpose::authority, {kNow, kNow + std::chrono::days{1}}, {}};
  const Certificate root = make_self_signed(authority, *authority_key);
  return to_pem(*make_signed(text, key, {*root, *authority_key}));
}

}  // namespace

TEST_CASE("a request carries the box's name and key, and the certificate made of it passes at the box") {
  const signer::test::Folder folder;
  const auto authority = Authority::create(folder.path(), Realm::boxes, kNow);
  REQUIRE(authority.has_value());
  const Box box;
  const auto certificate = authority->sign_box(box.request, "LG-000001", kNow);
  REQUIRE(certificate.has_value());
  const auto facts = check_own(*certificate, {"LG-000001", box.key_pem, kNow});
  REQUIRE(facts.has_value());
  CHECK(facts->common_name == "LG-000001");
  CHECK(facts->until - kNow == std::chrono::days{3 * 365});
  CHECK(facts->stands_for_client);
  CHECK(facts->public_key == *public_key_of(box.key_pem));
}

TEST_CASE("a request in another box's name, or for the wrong realm, is not signed") {
  const signer::test::Folder folder;
  const auto boxes = Authority::create(folder.path(), Realm::boxes, kNow);
  const auto services = Authority::create(folder.path(), Realm::services, kNow);
  const Box box;
  CHECK(code_of(boxes->sign_box(box.request, "LG-000002", kNow)) == "other_name");
  CHECK(code_of(boxes->sign_box(box.request, "gateway-31", kNow)) == "reserved_name");
  CHECK(code_of(services->sign_box(box.request, "LG-000001", kNow)) == "wrong_realm");
}

TEST_CASE("what is no request of ours is refused") {
  const Box box;
  auto tampered = box.request;
  // A letter in the middle of the base64 text: the signature no longer fits, or the DER no longer parses.
  tampered[tampered.size() / 2] = tampered[tampered.size() / 2] == 'A' ? 'B' : 'A';
  const Key rsa(EVP_RSA_gen(2048));
  const Key other_curve(EVP_EC_gen("P-384"));
  CHECK(code_of(read_request("")) == "bad_request");
  CHECK(code_of(read_request("-----BEGIN CERTIFICATE REQUEST-----\nrubbish\n")) == "bad_request");
  CHECK(code_of(read_request(tampered)) == "bad_request");
  CHECK(code_of(read_request(make_request("LG-000001", *rsa))) == "bad_request");
  CHECK(code_of(read_request(make_request("LG-000001", *other_curve))) == "bad_request");
  CHECK(code_of(read_request(box.request + std::string(kMaxRequest, '\n'))) == "bad_request");
  CHECK(read_request(box.request).has_value());
}

TEST_CASE("the box looks at name, key, purpose and dates of a certificate before it takes it") {
  const Box box;
  const Key other = make_key();
  const UtcTime until = kNow + std::chrono::days{10};
  const CertificateText good{"LG-000001", Purpose::client, {kNow, until}, {}};
  const auto look = [&](const std::string& pem, std::optional<UtcTime> now) {
    return code_of(check_own(pem, {"LG-000001", box.key_pem, now}));
  };
  using namespace std::chrono_literals;
  const auto pem = certificate_with(good, *box.key);
  CHECK(look(pem, kNow - 1ms) == "not_valid_yet");
  CHECK(look(pem, kNow).empty());
  CHECK(look(pem, until - 1ms).empty());
  CHECK(look(pem, until) == "expired");
  CHECK(look(pem, std::nullopt).empty());
  CHECK(look(certificate_with(good, *other), kNow) == "other_key");
  CHECK(look(certificate_with({"LG-000002", Purpose::client, good.validity, {}}, *box.key), kNow) == "other_name");
  CHECK(look(certificate_with({"LG-000001", Purpose::server, good.validity, {"a.example"}}, *box.key), kNow) ==
        "not_for_clients");
  CHECK(look(pem + pem, kNow) == "bad_certificate");
  CHECK(look("rubbish", kNow) == "bad_certificate");
  CHECK(code_of(check_own(pem, {"LG-000001", "rubbish", kNow})) == "bad_key");
}
