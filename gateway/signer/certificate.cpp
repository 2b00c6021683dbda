#include "gateway/signer/certificate.hpp"

#include <ctime>

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include "gateway/signer/names.hpp"

namespace liftguard::signer {

using identity::Certificate;
using identity::must;
using identity::OpensslFree;

namespace {

using Number = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>>;

constexpr int kSerialBits = 127;  // positive in 16 bytes of DER; RFC 5280 allows 20

void set_random_serial(X509& certificate) {
  const Number number(BN_new());
  must(number != nullptr && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1,
       "draw a serial number");
  must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr, "set the serial number");
}

void set_validity(X509& certificate, const Validity& validity) {
  const auto seconds = [](UtcTime t) { return static_cast<std::time_t>(to_ms(t) / 1000); };
  must(ASN1_TIME_adj(X509_getm_notBefore(&certificate), seconds(validity.from), 0, 0) != nullptr &&
           ASN1_TIME_adj(X509_getm_notAfter(&certificate), seconds(validity.until), 0, 0) != nullptr,
       "set the dates");
}

void set_subject(X509& certificate, const std::string& common_name) {
  X509_NAME* subject = X509_get_subject_name(&certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  must(X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, text, static_cast<int>(common_name.size()),
                                  -1, 0) == 1,
       "set the name");
}

void add_extension(X509& certificate, const X509& issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  // OpenSSL only reads both, but asks for them without const.
  X509V3_set_ctx(&context, const_cast<X509*>(&issuer), &certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  must(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1, "add an extension");
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string value;
  for (const auto& host : hosts) {
    if (!value.empty()) value += ',';
    value += (is_ipv4(host) ? "IP:" : "DNS:") + host;
  }
  return value;
}

void add_usage(X509& certificate, const X509& issuer, Purpose purpose) {
  switch (purpose) {
    case Purpose::authority:
      add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
      add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
      return;
    case Purpose::client:
      add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
      add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
      add_extension(certificate, issuer, NID_ext_key_usage, "clientAuth");
      return;
    case Purpose::server:
      add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
      add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature");
      add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth");
      return;
  }
}

Certificate unsigned_certificate(const CertificateText& text, EVP_PKEY& key) {
  Certificate certificate(X509_new());
  must(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "begin a certificate");
  set_random_serial(*certificate);
  set_validity(*certificate, text.validity);
  set_subject(*certificate, text.common_name);
  must(X509_set_pubkey(certificate.get(), &key) == 1, "set the public key");
  return certificate;
}

void finish(X509& certificate, const CertificateText& text, const X509& issuer, EVP_PKEY& issuer_key) {
  must(X509_set_issuer_name(&certificate, X509_get_subject_name(&issuer)) == 1, "set the issuer");
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  add_usage(certificate, issuer, text.purpose);
  if (!text.hosts.empty()) add_extension(certificate, issuer, NID_subject_alt_name, alternative_names(text.hosts));
  must(X509_sign(&certificate, &issuer_key, EVP_sha256()) > 0, "sign");
}

}  // namespace

Certificate make_self_signed(const CertificateText& text, EVP_PKEY& key) {
  Certificate certificate = unsigned_certificate(text, key);
  finish(*certificate, text, *certificate, key);
  return certificate;
}

Certificate make_signed(const CertificateText& text, EVP_PKEY& subject_key, const Issuer& issuer) {
  Certificate certificate = unsigned_certificate(text, subject_key);
  finish(*certificate, text, issuer.certificate, issuer.key);
  return certificate;
}

}  // namespace liftguard::signer
