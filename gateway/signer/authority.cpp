#include "gateway/signer/authority.hpp"

#include <algorithm>
#include <chrono>

#include "common/identity/certificate.hpp"
#include "common/identity/files.hpp"
#include "common/identity/request.hpp"
#include "common/wire/names.hpp"
#include "gateway/signer/certificate.hpp"
#include "gateway/signer/ledger.hpp"
#include "gateway/signer/names.hpp"
#include "gateway/signer/revoking.hpp"

namespace liftguard::signer {

using identity::make_key;
using identity::read_text;
using identity::Secrecy;
using identity::to_pem;
using identity::write_new;

namespace {

// An authority outlives what it signs; a service is easily given a new one.
constexpr std::chrono::days kAuthorityLife{20 * 365};
constexpr std::chrono::days kServiceLife{2 * 365};

// A box whose clock is a little behind still takes what was signed a moment ago.
constexpr std::chrono::days kBackdated{1};

Validity validity(UtcTime now, std::chrono::days life) {
  return {now - kBackdated, now + life};
}

}  // namespace

std::string realm_name(Realm realm) {
  switch (realm) {
    case Realm::boxes:
      return "boxes-ca";
    case Realm::services:
      return "services-ca";
  }
  return {};
}

Result<Authority> Authority::create(const std::filesystem::path& dir, Realm realm, UtcTime now) {
  const auto folder = dir / realm_name(realm);
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  Key key = make_key();
  const CertificateText text{"liftguard " + realm_name(realm), Purpose::authority, validity(now, kAuthorityLife), {}};
  Certificate certificate = make_self_signed(text, *key);
  // The key first: its file is the claim on the folder, and a certificate without a key would be of no use.
  if (auto written = write_new(folder / "ca.key", to_pem(*key), Secrecy::secret); !written) return written.error();
  if (auto written = write_new(folder / "ca.crt", to_pem(*certificate), Secrecy::open); !written)
    return written.error();
  return Authority(realm, folder, std::move(certificate), std::move(key));
}

Result<Authority> Authority::open(const std::filesystem::path& dir, Realm realm) {
  const auto folder = dir / realm_name(realm);
  const auto certificate = read_text(folder / "ca.crt");
  if (!certificate) return certificate.error();
  const auto key = read_text(folder / "ca.key");
  if (!key) return key.error();
  return Authority(realm, folder, identity::certificate_from_pem(*certificate), identity::key_from_pem(*key));
}

UtcTime Authority::until() const {
  return identity::read_certificate(certificate_pem()).value().until;
}

Result<void> Authority::check_box(const std::string& monitor) const {
  if (realm_ != Realm::boxes) return refuse("wrong_realm", "boxes are signed by boxes-ca");
  if (auto checked = wire::check_monitor_name(monitor); !checked) return checked;
  if (is_revoked(*this, monitor)) return refuse("revoked", monitor + " was revoked: give the box a new name");
  return {};
}

std::string Authority::give_to_box(const std::string& monitor, EVP_PKEY& key, const Validity& validity) const {
  const auto certificate = make_signed({monitor, Purpose::client, validity, {}}, key, issuer());
  append_issued(folder_, {identity::serial_of(*certificate), monitor, validity.until});
  return to_pem(*certificate);
}

Result<Issued> Authority::issue_box(const std::string& monitor, UtcTime now) const {
  if (auto checked = check_box(monitor); !checked) return checked.error();
  const Key key = make_key();
  return Issued{give_to_box(monitor, *key, validity(now, kBoxLife)), to_pem(*key)};
}

Result<std::string> Authority::sign_box(const std::string& request_pem, const std::string& monitor, UtcTime now,
                                        std::chrono::days life) const {
  if (auto checked = check_box(monitor); !checked) return checked.error();
  const auto request = identity::read_request(request_pem);
  if (!request) return request.error();
  if (request->common_name != monitor) return refuse("other_name", "the request is for another box than " + monitor);
  return {boost::system::in_place_value, give_to_box(monitor, *request->key, validity(now, life))};
}

Result<Issued> Authority::issue_service(const std::string& name, UtcTime now) const {
  if (realm_ != Realm::services) return refuse("wrong_realm", "services are signed by services-ca");
  if (auto checked = check_service_name(name); !checked) return checked.error();
  const Key key = make_key();
  const CertificateText text{name, Purpose::client, validity(now, kServiceLife), {}};
  return Issued{to_pem(*make_signed(text, *key, {*certificate_, *key_})), to_pem(*key)};
}

Result<Issued> Authority::issue_broker(const std::vector<std::string>& hosts, UtcTime now) const {
  if (realm_ != Realm::services) return refuse("wrong_realm", "the broker is signed by services-ca");
  std::vector<std::string> names{"localhost", "127.0.0.1"};
  for (const auto& host : hosts) {
    if (auto checked = check_host_name(host); !checked) return checked.error();
    if (std::find(names.begin(), names.end(), host) == names.end()) names.push_back(host);
  }
  const Key key = make_key();
  const CertificateText text{"broker", Purpose::server, validity(now, kServiceLife), names};
  return Issued{to_pem(*make_signed(text, *key, {*certificate_, *key_})), to_pem(*key)};
}

}  // namespace liftguard::signer
