#include "gateway/signer/revocation_list.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace liftguard::signer {

using identity::bio_over;
using identity::must;
using identity::OpensslFree;

namespace {

using Crl = std::unique_ptr<X509_CRL, OpensslFree<X509_CRL_free>>;
using Revoked = std::unique_ptr<X509_REVOKED, OpensslFree<X509_REVOKED_free>>;
using Time = std::unique_ptr<ASN1_TIME, OpensslFree<ASN1_TIME_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, OpensslFree<ASN1_INTEGER_free>>;
using Big = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;

Time time_at(UtcTime t) {
  Time time(ASN1_TIME_adj(nullptr, static_cast<std::time_t>(to_ms(t) / 1000), 0, 0));
  must(time != nullptr, "write a time");
  return time;
}

UtcTime time_of(const ASN1_TIME& when) {
  std::tm parts{};
  must(ASN1_TIME_to_tm(&when, &parts) == 1, "read a time");
  return UtcTime{std::chrono::seconds{::timegm(&parts)}};
}

Number number_of(const std::string& hex) {
  BIGNUM* raw = nullptr;
  const int digits = BN_hex2bn(&raw, hex.c_str());
  const Big big(raw);
  must(!hex.empty() && digits == static_cast<int>(hex.size()), "read a serial number");
  Number number(BN_to_ASN1_INTEGER(big.get(), nullptr));
  must(number != nullptr, "write a serial number");
  return number;
}

std::string hex_of(const ASN1_INTEGER& number) {
  const Big big(ASN1_INTEGER_to_BN(&number, nullptr));
  must(big != nullptr, "read a serial number");
  const std::unique_ptr<char, decltype([](char* text) { OPENSSL_free(text); })> text(BN_bn2hex(big.get()));
  must(text != nullptr, "write a serial number");
  return text.get();
}

void add_revoked(X509_CRL& list, const RevokedCertificate& certificate) {
  Revoked entry(X509_REVOKED_new());
  must(entry != nullptr, "begin an entry");
  must(X509_REVOKED_set_serialNumber(entry.get(), number_of(certificate.serial).get()) == 1 &&
           X509_REVOKED_set_revocationDate(entry.get(), time_at(certificate.since).get()) == 1 &&
           X509_CRL_add0_revoked(&list, entry.get()) == 1,
       "add an entry");
  static_cast<void>(entry.release());  // the list's now
}

void add_number(X509_CRL& list, std::int64_t number) {
  const Number value(ASN1_INTEGER_new());
  must(value != nullptr && ASN1_INTEGER_set_int64(value.get(), number) == 1 &&
           X509_CRL_add1_ext_i2d(&list, NID_crl_number, value.get(), 0, 0) == 1,
       "set the list's number");
}

void add_issuer_key(X509_CRL& list, const X509& issuer) {
  X509V3_CTX context;
  // OpenSSL only reads it, but asks for it without const.
  X509V3_set_ctx(&context, const_cast<X509*>(&issuer), nullptr, nullptr, &list, 0);
  const std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  must(extension != nullptr && X509_CRL_add_ext(&list, extension.get(), -1) == 1, "name the issuer's key");
}

Refusal bad_list(const char* why) {
  ERR_clear_error();
  return refuse("bad_list", why);
}

}  // namespace

std::string make_list(const RevocationList& list, const Issuer& issuer) {
  const Crl crl(X509_CRL_new());
  must(crl != nullptr && X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1 &&
           X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(&issuer.certificate)) == 1 &&
           X509_CRL_set1_lastUpdate(crl.get(), time_at(list.made).get()) == 1 &&
           X509_CRL_set1_nextUpdate(crl.get(), time_at(list.until).get()) == 1,
       "begin a list");
  for (const auto& certificate : list.revoked) add_revoked(*crl, certificate);
  add_number(*crl, list.number);
  add_issuer_key(*crl, issuer.certificate);
  must(X509_CRL_sort(crl.get()) == 1 && X509_CRL_sign(crl.get(), &issuer.key, EVP_sha256()) > 0, "sign a list");
  const identity::Bio bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr && PEM_write_bio_X509_CRL(bio.get(), crl.get()) == 1, "write a list");
  return identity::text_of(*bio);
}

Result<RevocationList> read_list(const std::string& pem, const X509& issuer) {
  const Crl crl(PEM_read_bio_X509_CRL(bio_over(pem).get(), nullptr, nullptr, nullptr));
  if (!crl) return bad_list("not a revocation list in PEM");
  if (X509_CRL_verify(crl.get(), X509_get0_pubkey(&issuer)) != 1) return bad_list("not signed by this authority");
  RevocationList list;
  list.made = time_of(*X509_CRL_get0_lastUpdate(crl.get()));
  if (const ASN1_TIME* until = X509_CRL_get0_nextUpdate(crl.get())) list.until = time_of(*until);
  const Number number(static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(crl.get(), NID_crl_number, nullptr, nullptr)));
  if (!number || ASN1_INTEGER_get_int64(&list.number, number.get()) != 1) return bad_list("it has no number");
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(crl.get());
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
    list.revoked.push_back(
        {hex_of(*X509_REVOKED_get0_serialNumber(entry)), time_of(*X509_REVOKED_get0_revocationDate(entry))});
  }
  std::ranges::sort(list.revoked, {}, &RevokedCertificate::serial);
  return list;
}

}  // namespace liftguard::signer
