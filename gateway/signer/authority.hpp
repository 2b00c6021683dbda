// The two certificate authorities of a city: boxes-ca for the boxes, services-ca for our own programs and the broker.
// The boxes' door of the broker trusts boxes-ca alone and the services' door services-ca alone, so that a stolen box
// can never speak as a service.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/identity/openssl.hpp"
#include "gateway/signer/certificate.hpp"

namespace liftguard::signer {

using identity::Certificate;
using identity::Key;

enum class Realm { boxes = 1, services = 2 };

[[nodiscard]] std::string realm_name(Realm realm);  // boxes-ca, services-ca

// A box renews its certificate by itself long before the end; one that lay in store or without a network for longer has
// to be provisioned anew.
inline constexpr std::chrono::days kBoxLife{3 * 365};

struct Issued {
  std::string certificate_pem;
  std::string key_pem;
};

// One authority, loaded: DIR/<realm>/ca.crt and ca.key.
class Authority {
 public:
  // Makes key and certificate on disk; refused ("exists") where one already is: its certificates would be void.
  [[nodiscard]] static Result<Authority> create(const std::filesystem::path& dir, Realm realm, UtcTime now);
  [[nodiscard]] static Result<Authority> open(const std::filesystem::path& dir, Realm realm);

  [[nodiscard]] std::string certificate_pem() const { return identity::to_pem(*certificate_); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] UtcTime until() const;  // its own end
  [[nodiscard]] Issuer issuer() const { return {*certificate_, *key_}; }

  // What is given to a box is written down (ledger.hpp) before it is given. Refusals: bad_name, reserved_name,
  // bad_host, wrong_realm (a box's certificate from services-ca and the like), revoked (a name that was taken out of
  // use is never used again: the box in its place has a new one).
  [[nodiscard]] Result<Issued> issue_box(const std::string& monitor, UtcTime now) const;
  // For a key that the box made itself and keeps: the certificate in PEM. Of the request its name and key are taken,
  // nothing else. Further refusals: bad_request, other_name (the request names somebody else).
  [[nodiscard]] Result<std::string> sign_box(const std::string& request_pem, const std::string& monitor, UtcTime now,
                                             std::chrono::days life = kBoxLife) const;
  [[nodiscard]] Result<Issued> issue_service(const std::string& name, UtcTime now) const;
  // The hosts, and always localhost and 127.0.0.1, are the names under which clients may reach the broker.
  [[nodiscard]] Result<Issued> issue_broker(const std::vector<std::string>& hosts, UtcTime now) const;

 private:
  Authority(Realm realm, std::filesystem::path folder, Certificate certificate, Key key)
      : realm_(realm), folder_(std::move(folder)), certificate_(std::move(certificate)), key_(std::move(key)) {}
  [[nodiscard]] Result<void> check_box(const std::string& monitor) const;
  [[nodiscard]] std::string give_to_box(const std::string& monitor, EVP_PKEY& key, const Validity& validity) const;

  Realm realm_;
  std::filesystem::path folder_;
  Certificate certificate_;
  Key key_;
};

}  // namespace liftguard::signer
