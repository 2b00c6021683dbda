// OpenSSL's objects with owners, and its errors as exceptions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace liftguard::identity {

template <auto Free>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, OpensslFree<X509_free>>;
using Bio = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;

// Throws std::runtime_error with OpenSSL's own reason: here it means a broken installation or no memory.
[[noreturn]] void throw_openssl(const char* doing);

inline void must(bool done, const char* doing) {
  if (!done) throw_openssl(doing);
}

[[nodiscard]] Key make_key();  // EC P-256 (RFC 5480), what every TLS 1.2 peer takes

[[nodiscard]] std::string to_pem(const X509& certificate);
[[nodiscard]] std::string to_pem(const EVP_PKEY& key);  // PKCS#8, not encrypted: the file's mode guards it
[[nodiscard]] Bio bio_over(const std::string& text);    // reads `text`, which must outlive it
[[nodiscard]] std::string text_of(BIO& memory);

// Null where a subject has none or several.
[[nodiscard]] std::optional<std::string> only_common_name(const X509_NAME& subject);

[[nodiscard]] std::string serial_of(const X509& certificate);  // upper-case hex

// These throw for anything that is not one: for what we wrote ourselves.
[[nodiscard]] Certificate certificate_from_pem(const std::string& pem);
[[nodiscard]] Key key_from_pem(const std::string& pem);

}  // namespace liftguard::identity
