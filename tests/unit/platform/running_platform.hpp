// A whole platform in this process: real sockets, a real database, a small town.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "common/base/clock.hpp"
#include "common/dispatch/store.hpp"
#include "common/storage/database.hpp"
#include "platform/app/application.hpp"
#include "platform/live/service.hpp"
#include "tests/unit/platform/client.hpp"
#include "tests/unit/platform/openapi.hpp"
#include "tests/unit/storage/scratch.hpp"

namespace liftguard::test {

inline constexpr std::string_view kPassword = "kd83hf_x";

struct PlatformOptions {
  http::ServerOptions http{};
  accounts::Policy policy{};
  live::ServiceOptions live{};
};

class RunningPlatform {
 public:
  explicit RunningPlatform(PlatformOptions options = {});
  ~RunningPlatform();
  RunningPlatform(const RunningPlatform&) = delete;
  RunningPlatform& operator=(const RunningPlatform&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] storage::Database& database() { return *database_; }
  [[nodiscard]] http::Server& server() { return *server_; }
  [[nodiscard]] live::Hub& hub() { return *hub_; }
  [[nodiscard]] UtcTime now() const { return clock_->utc_now(); }

  // A trapped event of the elevator whose code ends so ("1" belongs to unit A, "2" to unit B; S is second level of
  // both).
  OrderId trap(int elevator);
  void ring();  // at the desk

 private:
  void make_town();

  testing::Scratch scratch_;
  SystemSteadyClock steady_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<AnchoredCivilClock> clock_;
  std::unique_ptr<live::Hub> hub_;
  std::unique_ptr<app::Application> application_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<live::Service> live_;
  std::uint64_t episode_ = 0;
};

// A person with a browser: cookies, CSRF token, one kept connection. Every answer of the API is checked against
// schemas/openapi.yaml.
class Person {
 public:
  explicit Person(std::uint16_t port) : port_(port) {}
  Person(RunningPlatform& platform, std::string_view login);  // logged in

  Answer log_in(std::string_view login, std::string_view password = kPassword);
  Answer get(std::string_view path, Headers headers = {});
  Answer write(std::string_view method, std::string_view path, std::string_view body, Headers headers = {});
  Answer step(OrderId order, std::string_view body, std::int64_t version, std::string_view key);
  std::unique_ptr<Socket> open_live(Headers headers = {}, int receive_buffer = 0) const;

  std::string session;  // cookies' values
  std::string device;
  std::string csrf;

 private:
  Answer send(std::string_view method, std::string_view path, const Headers& headers, std::string_view body);
  void take_cookies(const Answer& answer);
  [[nodiscard]] std::string cookies() const;

  std::uint16_t port_;
  std::unique_ptr<Socket> socket_;
};

[[nodiscard]] const OpenApi& openapi();
[[nodiscard]] boost::json::object json_of(const Answer& answer);
[[nodiscard]] std::string code_of(const Answer& answer);
[[nodiscard]] std::string new_uuid();

}  // namespace liftguard::test
