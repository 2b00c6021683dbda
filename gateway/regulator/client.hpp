// Receivers as an HTTP client sees them: many requests under way at once over one thread, each with its own time-out,
// so that a slow receiver holds up no other.
//
// What matters of a failure is whether the receiver may have taken the request. So nothing is sent twice underneath: to
// a receiver that is not known to take a key once, each request has a connection of its own, because libcurl would
// repeat one by itself that it had sent over a kept connection which the server was just closing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/uploads/rules.hpp"
#include "common/uploads/types.hpp"

namespace liftguard::gateway {

struct UploadRequest {
  std::int64_t tag = 0;  // comes back in the result
  std::string key;       // sent as Idempotency-Key
  std::string body;      // JSON
  std::string token;     // empty: none is sent
};

struct UploadResult {
  std::int64_t tag = 0;
  uploads::Came came = uploads::Came::lost;
  std::string answer;                                    // what the receiver said, or what went wrong; one line
  std::optional<std::chrono::milliseconds> retry_after;  // the receiver's own word, in seconds (RFC 9110, 10.2.3)
};

// For one thread, except `wake`.
class UploadClient {
 public:
  UploadClient();   // throws std::runtime_error if libcurl cannot start
  ~UploadClient();  // gives up what is under way
  UploadClient(const UploadClient&) = delete;
  UploadClient& operator=(const UploadClient&) = delete;

  // False: it could not be begun; nothing leaves.
  [[nodiscard]] bool start(const uploads::Receiver& to, const UploadRequest& request);
  [[nodiscard]] std::size_t under_way() const;

  // Drives the requests; gives those that have come to their end. Returns early when one does, or when woken.
  [[nodiscard]] std::vector<UploadResult> poll(std::chrono::milliseconds patience);
  void wake();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::gateway
