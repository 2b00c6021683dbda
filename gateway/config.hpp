// The gateway's configuration: a TOML file, refused as a whole with file, key and reason when anything in it is wrong
// or unknown (fault row J3). Relative paths are relative to the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/dispatch/notices.hpp"
#include "common/mqtt/client.hpp"
#include "gateway/notices/sms_client.hpp"

namespace liftguard::gateway {

struct Config {
  std::string database_url;  // [database] url

  std::string broker_uri;  // [broker] host, port
  mqtt::Tls tls;           // [broker] ca, certificate, key

  SmsOptions sms;              // [sms] url, timeout_ms
  dispatch::BackOff back_off;  // [sms] tries, first_retry_ms, longest_retry_ms

  std::optional<std::filesystem::path> maker_keys;  // [firmware] keys: the maker's public keys (docs/operators.md)

  std::vector<std::uint8_t> slots;  // [gateway] slots; all when it is not there
};

// Refusal "config" with "FILE: key: reason" as its detail.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::filesystem::path& file);

}  // namespace liftguard::gateway
