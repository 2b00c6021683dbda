// The SMS provider as a client sees it: many requests under way at once over one thread, each with its own time-out, so
// that a slow answer to one recipient holds up nobody else (fault row G3).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace liftguard::gateway {

struct SmsOptions {
  std::string url;  // http or https; POST {"key","phone","text"}
  std::chrono::milliseconds timeout{5'000};
};

struct SmsRequest {
  std::int64_t tag = 0;  // comes back in the result
  std::string key;       // the provider takes a key once
  std::string phone;
  std::string text;
};

struct SmsResult {
  std::int64_t tag = 0;
  bool accepted = false;    // the provider said so; false says nothing about what it did (G4)
  std::string provider_id;  // its own id, when accepted
  std::string error;        // one printable line, when not
};

// For one thread, except `wake`.
class SmsClient {
 public:
  explicit SmsClient(SmsOptions options);  // throws std::runtime_error if libcurl cannot start
  ~SmsClient();                            // gives up what is under way
  SmsClient(const SmsClient&) = delete;
  SmsClient& operator=(const SmsClient&) = delete;

  void start(const SmsRequest& request);
  [[nodiscard]] std::size_t under_way() const;

  // Drives the requests; gives those that have come to their end. Returns early when one does, or when woken.
  [[nodiscard]] std::vector<SmsResult> poll(std::chrono::milliseconds patience);
  void wake();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::gateway
