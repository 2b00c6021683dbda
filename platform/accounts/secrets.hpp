// Passwords and tokens: Argon2id and 256 random bits, both by libsodium. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace liftguard::accounts {

// Must be called once before anything else here; throws std::runtime_error when libsodium cannot start.
void set_up_secrets();

// Argon2id, 64 MiB and 2 passes (libsodium's "interactive"): about 60 ms.
[[nodiscard]] std::string hash_password(std::string_view password);
[[nodiscard]] bool password_matches(std::string_view hash, std::string_view password);

// The hash of a password that nobody knows, for log-ins that do not exist: checking against it takes as long as
// checking a real one (fault row H7).
[[nodiscard]] const std::string& dummy_password_hash();

// 256 random bits in base64url, 43 characters. What is kept of a token is its hash alone.
[[nodiscard]] std::string new_token();
[[nodiscard]] std::string token_hash(std::string_view token);  // BLAKE2b-256, hex

// Belongs to one session token, says nothing about it, and is never stored.
[[nodiscard]] std::string csrf_token_of(std::string_view session_token);

[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

// A first password: letters and digits that are not taken for one another, good under every policy.
[[nodiscard]] std::string new_first_password();

}  // namespace liftguard::accounts
