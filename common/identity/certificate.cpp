#include "common/identity/certificate.hpp"

#include <ctime>
#include <string_view>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/base/calendar.hpp"
#include "common/identity/openssl.hpp"

namespace liftguard::identity {

namespace {

constexpr std::string_view kBegin = "-----BEGIN ";

bool holds_one_object(std::string_view pem) {
  const auto first = pem.find(kBegin);
  return first != std::string_view::npos && pem.find(kBegin, first + 1) == std::string_view::npos;
}

std::string der_of(const EVP_PKEY& key) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(&key, &bytes);
  must(size > 0, "write a public key");
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::optional<UtcTime> time_of(const ASN1_TIME& when) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(&when, &parts) != 1) return std::nullopt;
  return UtcTime{std::chrono::seconds{::timegm(&parts)}};
}

Refusal bad_certificate(const char* why) {
  ERR_clear_error();
  return refuse("bad_certificate", why);
}

}  // namespace

Result<CertificateFacts> read_certificate(const std::string& pem) {
  if (!holds_one_object(pem)) return bad_certificate("not one certificate in PEM");
  const Certificate certificate(PEM_read_bio_X509(bio_over(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return bad_certificate("not a certificate in PEM");
  const auto name = only_common_name(*X509_get_subject_name(certificate.get()));
  const auto from = time_of(*X509_get0_notBefore(certificate.get()));
  const auto until = time_of(*X509_get0_notAfter(certificate.get()));
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (!name || !from || !until || key == nullptr) return bad_certificate("its name, dates or key cannot be read");
  const bool client = X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0) == 1;
  return CertificateFacts{*name, *from, *until, der_of(*key), client};
}

Result<std::string> public_key_of(const std::string& key_pem) {
  const Key key(PEM_read_bio_PrivateKey(bio_over(key_pem).get(), nullptr, nullptr, nullptr));
  if (key) return {boost::system::in_place_value, der_of(*key)};
  ERR_clear_error();
  return refuse("bad_key", "not a private key in PEM");
}

Result<CertificateFacts> check_own(const std::string& certificate_pem, const Owner& owner) {
  auto facts = read_certificate(certificate_pem);
  if (!facts) return facts;
  const auto key = public_key_of(owner.key_pem);
  if (!key) return key.error();
  if (facts->common_name != owner.name)
    return refuse("other_name", "the certificate is for another name than " + owner.name);
  if (facts->public_key != *key) return refuse("other_key", "the certificate is for another key");
  if (!facts->stands_for_client) return refuse("not_for_clients", "the certificate is not one for TLS clients");
  if (owner.now && *owner.now < facts->from)
    return refuse("not_valid_yet", "valid from " + format_iso_utc(facts->from));
  if (owner.now && *owner.now >= facts->until) return refuse("expired", "valid until " + format_iso_utc(facts->until));
  return facts;
}

}  // namespace liftguard::identity
