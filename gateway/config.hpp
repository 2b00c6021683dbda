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
#include "common/observe/endpoint.hpp"
#include "gateway/bulk/raw_files.hpp"
#include "gateway/ingest/rate_limit.hpp"
#include "gateway/notices/sms_client.hpp"
#include "gateway/retention/store.hpp"
#include "gateway/slots/broker_access.hpp"
#include "gateway/watch/heartbeat.hpp"

namespace liftguard::gateway {

struct Config {
  std::string database_url;     // [database] url: "sqlite:PATH" or "postgresql://..."
  std::filesystem::path files;  // [database] files: the folder of clips and images; beside a SQLite database

  BrokerAccess broker;                       // [broker] host, port, ca, certificate, key
  std::optional<BrokerAccess> alarm_broker;  // [alarm_broker], the same; what of the files is not said is [broker]'s

  // [broker] crl, [alarm_broker] crl: the brokers' copies of the boxes' revocation list, whose end is watched. Empty:
  // this machine does not see them.
  std::string broker_list;
  std::string alarm_broker_list;

  SmsOptions sms;              // [sms] url, voice_url, reports_url, timeout_ms
  dispatch::BackOff back_off;  // [sms] tries, first_retry_ms, longest_retry_ms

  std::optional<std::filesystem::path> maker_keys;  // [firmware] keys: the maker's public keys (docs/operators.md)

  std::optional<observe::EndpointOptions> observe;    // [observe] listen; off when it is not there
  watch::HeartbeatOptions heartbeat;                  // [heartbeat] file, url, every_ms
  Milliseconds stuck_after = watch::kLongestSilence;  // [heartbeat] stuck_after_ms: a thread without progress

  std::uint64_t reserve_bytes = std::uint64_t{64} << 20;  // [database] reserve_mib: kept free for alarms, SQLite

  Retention retention;  // [retention] events_days, test_orders_days, dead_letters_days, rides_days, changes_days
  RawLimits raw;        // [retention] raw_days, raw_mib, raw_file_mib
  RateLimits rates;     // [limits] messages_per_s, kib_per_s, alarms_per_s: of one box

  std::vector<std::uint8_t> slots;  // [gateway] slots: those that it may own; all when it is not there
};

// Refusal "config" with "FILE: key: reason" as its detail.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);
[[nodiscard]] Result<Config> parse_config(const std::string& text, const std::filesystem::path& file);

}  // namespace liftguard::gateway
