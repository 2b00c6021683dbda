// A blocking HTTP client over a real socket that can also say what no good client says.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace liftguard::test {

struct Answer {
  unsigned status = 0;                              // 0: the server closed without an answer
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;
};

class Socket {
 public:
  explicit Socket(std::uint16_t port, int receive_buffer = 0);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool send(std::string_view bytes) const;  // false: the other side is gone
  // What comes until `end` stands in it, the server closes, or the time is over.
  std::string read_until(std::string_view end, std::chrono::milliseconds patience);
  [[nodiscard]] bool closed_within(std::chrono::milliseconds patience);
  Answer read_answer(std::chrono::milliseconds patience = std::chrono::seconds{5}, bool head = false);

 private:
  bool read_more(std::chrono::steady_clock::time_point deadline);

  int fd_;
  std::string buffer_;
  bool closed_ = false;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                                       std::string_view body);

}  // namespace liftguard::test
