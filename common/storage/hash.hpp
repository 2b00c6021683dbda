// BLAKE2b-256 in hex: for checksums of migrations and the chain of the audit log, not for passwords.
#pragma once

#include <string>
#include <string_view>

namespace liftguard::storage {

[[nodiscard]] std::string hash_hex(std::string_view text);

}  // namespace liftguard::storage
