// The provider of SMS and of voice calls as a client sees it (docs/integrators.md): many requests under way at once
// over one thread, each with its own time-out, so that a slow answer to one recipient holds up nobody else (fault row
// G3).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace liftguard::gateway {

struct SmsOptions {
  std::string url;  // http or https; POST {"key","phone","text"}
  std::chrono::milliseconds timeout{5'000};
  std::string voice_url{};    // the same for calls in which the text is read out; empty: there are none (fault row G1)
  std::string reports_url{};  // POST {"channel","ids"}: what became of them; empty: taken is delivered (fault row G2)
};

enum class Via : std::uint8_t { sms = 1, voice = 2 };

struct SmsRequest {
  std::int64_t tag = 0;  // comes back in the result
  std::string key;       // the provider takes a key once
  std::string phone;
  std::string text;
  Via via = Via::sms;
};

struct SmsResult {
  std::int64_t tag = 0;
  bool accepted = false;    // the provider said so; false says nothing about what it did (G4)
  std::string provider_id;  // its own id, when accepted
  std::string error;        // one printable line, when not

  // The provider wants less (HTTP 429), and for how long; none: it did not say so (fault row G5).
  std::optional<std::chrono::seconds> throttled_for{};
};

enum class Fate : std::uint8_t { delivered = 1, undelivered = 2 };

struct DeliveryReport {
  Via via = Via::sms;
  std::string provider_id;  // unique within its channel alone
  Fate fate = Fate::delivered;
  std::string reason;  // of undelivered, one printable line
};

// For one thread, except `wake`.
class SmsClient {
 public:
  explicit SmsClient(SmsOptions options);  // throws std::runtime_error if libcurl cannot start
  ~SmsClient();
  SmsClient(const SmsClient&) = delete;
  SmsClient& operator=(const SmsClient&) = delete;

  // By voice only where there is a voice_url. False: it could not be begun; nothing leaves.
  [[nodiscard]] bool start(const SmsRequest& request);

  // Asks what became of these of one channel, one question at a time. The answer comes in take_reports; what is still
  // on its way to people is not in it.
  void ask_reports(Via via, const std::vector<std::string>& provider_ids);
  [[nodiscard]] bool asking() const;
  [[nodiscard]] std::vector<DeliveryReport> take_reports();
  [[nodiscard]] const SmsOptions& options() const;

  [[nodiscard]] std::size_t under_way() const;  // SMS and calls

  // Drives the requests; gives those that have come to their end. Returns early when one does, or when woken.
  [[nodiscard]] std::vector<SmsResult> poll(std::chrono::milliseconds patience);
  void wake();

  // Ends what is under way, answered or not; gives the tags of SMS and calls.
  std::vector<std::int64_t> give_up();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::gateway
