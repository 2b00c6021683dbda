// What the provider of SMS and voice calls answers: requests in, answers out, no sockets.
//
//   POST /sms     {"key","phone","text"}  ->  200 {"id"}, and {"id","duplicate":true} for a key that it has already
//   POST /voice   the same for a call in which the text is read out
//   POST /reports {"channel","ids":[...]} ->  200
//   {"reports":[{"id","state":"delivered|undelivered|pending","reason"}]};
//                                             ids are unique within a channel alone
//   GET  /sms                             ->  200 {"sms":[...],"duplicates":N}, calls among them
//   POST /mode    {"mode","channel"}      ->  200 {"mode","channel"}; without a channel: both. GET /mode: of SMS
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "simulators/city/service.hpp"
#include "simulators/city/sms_log.hpp"

namespace liftguard::city {

// How the provider behaves on a channel (fault rows G1 to G5).
enum class Mode : std::uint8_t {
  ok = 1,
  fail500 = 2,          // takes nothing, answers 500
  hang = 3,             // takes nothing, never answers
  accept_then_cut = 4,  // takes it, cuts the connection before the answer
  lose = 5,             // takes it, says so, never delivers, never reports
  throttle = 6,         // takes nothing, answers 429 with Retry-After: 5
  slow = 7,             // takes it, answers after 3 s
  undeliverable = 8,    // takes it, reports that it was not delivered
  report_twice = 9      // takes it, delivers, and reports so twice, with a contradiction behind it
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
  [[nodiscard]] Answer take(Channel channel, std::string_view body);
  [[nodiscard]] Answer report(std::string_view body) const;
  [[nodiscard]] Answer set_mode(std::string_view body);
  [[nodiscard]] Answer list() const;

  SmsLog& log_;
  std::function<std::int64_t()> now_ms_;
  Mode sms_ = Mode::ok;
  Mode voice_ = Mode::ok;
  std::int64_t duplicates_ = 0;
};

}  // namespace liftguard::city
