// What the SMS provider answers: requests in, answers out, no sockets.
//
//   POST /sms   {"key","phone","text"}  ->  200 {"id"}, and {"id","duplicate":true} for a key that it has already
//   GET  /sms                           ->  200 {"sms":[...],"duplicates":N}
//   POST /mode  {"mode"}, GET /mode     ->  200 {"mode"}
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "simulators/city/service.hpp"
#include "simulators/city/sms_log.hpp"

namespace liftguard::city {

// How the provider behaves (fault rows G1, G2, G4).
enum class Mode : std::uint8_t {
  ok = 1,
  fail500 = 2,          // takes nothing, answers 500
  hang = 3,             // takes nothing, never answers
  accept_then_cut = 4,  // takes it, cuts the connection before the answer
  lose = 5              // takes it, says so, never delivers
};

[[nodiscard]] std::string_view name_of(Mode mode);
[[nodiscard]] std::optional<Mode> mode_named(std::string_view name);

// For one thread.
class Provider final : public Service {
 public:
  Provider(SmsLog& log, std::function<std::int64_t()> now_ms) : log_(log), now_ms_(std::move(now_ms)) {}

  // Throws std::system_error when the list of accepted SMS cannot be written.
  [[nodiscard]] Answer handle(const Request& request) override;

 private:
  [[nodiscard]] Answer take_sms(std::string_view body);
  [[nodiscard]] Answer set_mode(std::string_view body);
  [[nodiscard]] Answer list() const;

  SmsLog& log_;
  std::function<std::int64_t()> now_ms_;
  Mode mode_ = Mode::ok;
  std::int64_t duplicates_ = 0;
};

}  // namespace liftguard::city
