#include "firmware/monitor/identity/provision.hpp"

#include "common/base/durable_file.hpp"
#include "common/identity/certificate.hpp"
#include "common/identity/files.hpp"
#include "common/identity/openssl.hpp"
#include "common/identity/request.hpp"

namespace liftguard::monitor {

namespace {

namespace fs = std::filesystem;

fs::path with_ending(fs::path path, const char* ending) {
  path += ending;
  return path;
}

}  // namespace

Result<fs::path> make_identity(const Provisioning& box, Existing existing) {
  if (fs::exists(box.pair.key)) {
    if (existing == Existing::keep)
      return refuse("exists", box.pair.key.string() + " exists; with --anew it is replaced");
    fs::rename(box.pair.key, with_ending(box.pair.key, ".old"));
  }
  fs::create_directories(box.pair.key.parent_path());
  const auto key = identity::make_key();
  if (auto written = identity::write_new(box.pair.key, identity::to_pem(*key), identity::Secrecy::secret); !written)
    return written.error();
  const auto request = box.pair.key.parent_path() / (box.monitor + ".csr");
  replace_file(request, identity::make_request(box.monitor, *key), Readers::everybody);
  return {boost::system::in_place_value, request};
}

Result<void> install_identity(const Provisioning& box, const Signed& files, std::optional<UtcTime> now) {
  const auto key = identity::read_text(box.pair.key);
  if (!key) return key.error();
  const auto certificate = identity::read_text(files.certificate);
  if (!certificate) return certificate.error();
  if (const auto facts = identity::check_own(*certificate, {box.monitor, *key, now}); !facts) return facts.error();
  if (files.broker_ca) {
    const auto ca = identity::read_text(*files.broker_ca);
    if (!ca) return ca.error();
    if (const auto facts = identity::read_certificate(*ca); !facts) return facts.error();
    replace_file(box.broker_ca, *ca, Readers::everybody);
  }
  replace_file(box.pair.certificate, *certificate, Readers::everybody);
  IdentityFolder(box.identity_folder, box.pair).forget_renewals();
  fs::remove(with_ending(box.pair.key, ".old"));
  return {};
}

}  // namespace liftguard::monitor
