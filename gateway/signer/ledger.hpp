// Which certificates an authority has given to whom: without it nobody could say which ones to revoke. A file
// `issued` beside its key, one line a certificate: serial number, name, end (ms UTC).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"

namespace liftguard::signer {

struct IssuedEntry {
  std::string serial{};  // upper-case hex
  std::string name{};
  UtcTime until{};

  bool operator==(const IssuedEntry&) const = default;
};

// Durable on return. Throws std::system_error where the disk does not take it: the certificate is not to be given then.
void append_issued(const std::filesystem::path& folder, const IssuedEntry& entry);

// Oldest first. A line that is no entry (torn by a power cut) is passed over; so is a file that is not there.
[[nodiscard]] std::vector<IssuedEntry> issued_to(const std::filesystem::path& folder, std::string_view name);

}  // namespace liftguard::signer
