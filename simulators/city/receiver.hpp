// A regulator's platform that takes uploads: what it answers, and what it has taken.
//
//   POST /uploads        {"schema","id","key",...}  ->  200 {"id"}; with a mode, what the mode says
//   GET  /uploads        ->  200 {"uploads":[{"key","taken_ms","body"}...],"requests":N,"duplicates":N}
//   POST /uploads/mode   {"mode"}, GET the same  ->  200 {"mode"}
//
// It keeps every request that it has taken, also the same key a second time, unless it is told to take a key once: so a
// test sees what a sender sends twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulators/city/service.hpp"

namespace liftguard::city {

enum class ReceiverMode : std::uint8_t {
  ok = 1,
  fail500 = 2,      // takes nothing, answers 500
  hang = 3,         // takes nothing, never answers
  answer_lost = 4,  // takes it, cuts the connection before the answer
  refuse = 5,       // takes nothing, answers 422 with a reason
  busy = 6,         // takes nothing, answers 429 with Retry-After: 1
  stranger = 7      // takes nothing, answers 401
};
[[nodiscard]] std::string_view name_of(ReceiverMode mode);
[[nodiscard]] std::optional<ReceiverMode> receiver_mode_named(std::string_view name);

struct ReceiverOptions {
  std::string token{};     // wanted as "Bearer ..."; empty: none
  bool keys_once = false;  // the same key again is answered and not taken
};

class Receiver final : public Service {
 public:
  struct Taken {
    std::string key{};  // of the header
    std::string body{};
    std::int64_t taken_ms = 0;
  };

  Receiver(ReceiverOptions options, std::function<std::int64_t()> now_ms)
      : options_(std::move(options)), now_ms_(std::move(now_ms)) {}

  [[nodiscard]] Answer handle(const Request& request) override;

  [[nodiscard]] const std::vector<Taken>& taken() const { return taken_; }
  void set_mode(ReceiverMode mode) { mode_ = mode; }

 private:
  [[nodiscard]] Answer take(const Request& request);
  [[nodiscard]] Answer keep(const Request& request);
  [[nodiscard]] Answer choose_mode(std::string_view body);
  [[nodiscard]] Answer list() const;

  ReceiverOptions options_;
  std::function<std::int64_t()> now_ms_;
  ReceiverMode mode_ = ReceiverMode::ok;
  std::vector<Taken> taken_;
  std::set<std::string> keys_;
  std::int64_t requests_ = 0;
  std::int64_t duplicates_ = 0;
};

}  // namespace liftguard::city
