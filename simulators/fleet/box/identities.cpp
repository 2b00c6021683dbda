#include "simulators/fleet/box/identities.hpp"

#include <ctime>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include "common/identity/files.hpp"

namespace liftguard::fleet {

using identity::must;
using identity::OpensslFree;

namespace {

constexpr std::chrono::days kLife{30}, kBackdated{1};
constexpr int kSerialBits = 127;

std::string must_read(const std::filesystem::path& path) {
  auto text = identity::read_text(path);
  if (!text) throw std::runtime_error(path.string() + ": " + text.error().detail);
  return std::move(*text);
}

std::time_t seconds(UtcTime time) {
  return static_cast<std::time_t>(to_ms(time) / 1000);
}

void add_extension(X509& certificate, int nid, const char* value) {
  const std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  must(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1, "add an extension");
}

void set_head(X509& certificate, const std::string& name, UtcTime now) {
  const std::unique_ptr<BIGNUM, OpensslFree<BN_free>> serial(BN_new());
  must(BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(&certificate)) != nullptr,
       "draw a serial number");
  must(ASN1_TIME_adj(X509_getm_notBefore(&certificate), seconds(now - kBackdated), 0, 0) != nullptr &&
           ASN1_TIME_adj(X509_getm_notAfter(&certificate), seconds(now + kLife), 0, 0) != nullptr,
       "set the dates");
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  must(X509_NAME_add_entry_by_NID(X509_get_subject_name(&certificate), NID_commonName, MBSTRING_UTF8, text,
                                  static_cast<int>(name.size()), -1, 0) == 1,
       "set the name");
}

}  // namespace

Identities::Identities(const std::filesystem::path& authority, UtcTime now)
    : issuer_(identity::certificate_from_pem(must_read(authority / "ca.crt"))),
      issuer_key_(identity::key_from_pem(must_read(authority / "ca.key"))),
      key_(identity::make_key()),
      now_(now) {}

mqtt::Credentials Identities::make(const std::string& monitor) const {
  const identity::Certificate certificate(X509_new());
  must(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "begin a certificate");
  set_head(*certificate, monitor, now_);
  must(X509_set_pubkey(certificate.get(), key_.get()) == 1, "set the key");
  must(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer_.get())) == 1, "set the issuer");
  add_extension(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(*certificate, NID_ext_key_usage, "clientAuth");
  must(X509_sign(certificate.get(), issuer_key_.get(), EVP_sha256()) > 0, "sign a certificate");
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  must(size > 0, "write a certificate");
  mqtt::Credentials out{{der, der + size}, key_.get()};
  OPENSSL_free(der);
  return out;
}

}  // namespace liftguard::fleet
