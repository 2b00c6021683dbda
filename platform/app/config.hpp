// The configuration file of liftguard-platform and liftguard-admin. Refused as a whole when anything in it is wrong or
// unknown (fault row J3); relative paths are relative to the file.
//
//   data = "."                           folder of logins.json
//   [database]  url = "sqlite:platform.db"
//   [http]      address = "127.0.0.1"    port = 8080
//               plain_http = false       true: no TLS in front, on a loopback address only; cookies without Secure
//               behind_proxy = false     true: the last X-Forwarded-For is the client's address
//               origin = ""              e.g. "https://lift.example.org"; empty: the Host header decides
//               io_threads = 2           database_threads = 4
//   [web]       dist = "web/dist"        empty: no pages, the API alone
//   [accounts]  password_profile = "manual"   session_idle_s = 43200   session_absolute_s = 86400
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "common/observe/endpoint.hpp"
#include "platform/accounts/log_in.hpp"
#include "platform/http/server.hpp"

namespace liftguard::app {

struct Config {
  std::filesystem::path data;
  std::string database_url;
  http::ServerOptions http;
  std::string origin;
  std::filesystem::path dist;
  accounts::Policy policy;
  std::optional<observe::EndpointOptions> observe;  // [observe] listen; off when it is not there
};

// Refused with code "bad_config" and a sentence that names file, key and reason.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file);

}  // namespace liftguard::app
