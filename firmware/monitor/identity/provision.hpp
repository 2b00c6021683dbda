// The first identity of a box, by hand: its key is made on it and stays there, its certificate comes by file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "firmware/monitor/identity/identity_folder.hpp"

namespace liftguard::monitor {

struct Provisioning {
  std::string monitor;
  IdentityPair pair;                      // where the configuration wants them
  std::filesystem::path broker_ca;        // likewise
  std::filesystem::path identity_folder;  // of renewals
};

enum class Existing : std::uint8_t { keep = 0, replace = 1 };

// Makes the key (mode 0600) and beside it the request, <monitor>.csr; where it lies. Refusal "exists": there is a key
// and it is to be kept. A key that is replaced stays beside the new one as <key>.old until a certificate is installed.
[[nodiscard]] Result<std::filesystem::path> make_identity(const Provisioning& box, Existing existing);

struct Signed {
  std::filesystem::path certificate;
  std::optional<std::filesystem::path> broker_ca;  // to be installed as well
};

// Lays the signed certificate where the configuration wants it; from the next start on it is what the box shows, also
// where it had renewed an earlier one. Without a time that is known no date is judged. Refusals: missing, those of
// identity::check_own, bad_certificate (the CA's).
[[nodiscard]] Result<void> install_identity(const Provisioning& box, const Signed& files, std::optional<UtcTime> now);

}  // namespace liftguard::monitor
