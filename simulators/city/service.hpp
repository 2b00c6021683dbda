// What answers behind a socket of the city: requests in, answers out, no sockets.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace liftguard::city {

struct Request {
  std::string_view method;
  std::string_view target;
  std::string_view body;
  std::string_view authorization{};    // the header, whole
  std::string_view idempotency_key{};  // the header
};

enum class Manner : std::uint8_t { answer = 1, cut = 2, hang = 3 };

struct Answer {
  unsigned status = 200;
  std::string body{};  // JSON
  Manner manner = Manner::answer;
  unsigned retry_after_s = 0;          // 0: says nothing of it
  std::chrono::milliseconds after{0};  // how long the answer takes
};

// For one thread.
class Service {
 public:
  virtual ~Service() = default;
  [[nodiscard]] virtual Answer handle(const Request& request) = 0;
};

}  // namespace liftguard::city
