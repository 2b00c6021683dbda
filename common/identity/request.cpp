#include "common/identity/request.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace liftguard::identity {

namespace {

using Pkcs10 = std::unique_ptr<X509_REQ, OpensslFree<X509_REQ_free>>;

Refusal bad_request(const char* why) {
  ERR_clear_error();
  return refuse("bad_request", why);
}

bool is_p256(const EVP_PKEY& key) {
  char group[32] = "";
  std::size_t length = 0;
  return EVP_PKEY_is_a(&key, "EC") == 1 && EVP_PKEY_get_group_name(&key, group, sizeof group, &length) == 1 &&
         std::string_view(group, length) == "prime256v1";
}

}  // namespace

std::string make_request(const std::string& common_name, EVP_PKEY& key) {
  const Pkcs10 request(X509_REQ_new());
  must(request != nullptr && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1, "begin a request");
  must(X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName, MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(common_name.data()),
                                  static_cast<int>(common_name.size()), -1, 0) == 1,
       "set the name");
  must(X509_REQ_set_pubkey(request.get(), &key) == 1 && X509_REQ_sign(request.get(), &key, EVP_sha256()) > 0,
       "sign a request");
  const Bio bio(BIO_new(BIO_s_mem()));
  must(bio != nullptr && PEM_write_bio_X509_REQ(bio.get(), request.get()) == 1, "write a request");
  return text_of(*bio);
}

Result<Request> read_request(const std::string& pem) {
  if (pem.size() > kMaxRequest) return bad_request("longer than any request of ours");
  const Pkcs10 request(PEM_read_bio_X509_REQ(bio_over(pem).get(), nullptr, nullptr, nullptr));
  if (!request) return bad_request("not a certificate request in PEM");
  Key key(X509_REQ_get_pubkey(request.get()));
  if (!key || !is_p256(*key)) return bad_request("not for a key on the curve P-256");
  if (X509_REQ_verify(request.get(), key.get()) != 1) return bad_request("not signed by the key that it names");
  auto name = only_common_name(*X509_REQ_get_subject_name(request.get()));
  if (!name) return bad_request("it has not exactly one common name");
  return Request{std::move(*name), std::move(key)};
}

}  // namespace liftguard::identity
