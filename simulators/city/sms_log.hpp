// The provider's memory: every SMS that it has accepted, on disk before anybody is told so.
//
// One JSON object a line, synced: {"id","key","phone","text","channel","accepted_ms","delivered"}, with "undeliverable"
// where it tells so. A key stands in it once; the
// oracle of the reliability tests reads it as the truth about what reached the outside world.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace liftguard::city {

enum class Channel : std::uint8_t { sms = 1, voice = 2 };
[[nodiscard]] std::string_view name_of(Channel channel);

// An SMS, or a call in which the text is read out.
struct Sms {
  std::string key;  // the sender's idempotency key
  std::string phone;
  std::string text;
  Channel channel = Channel::sms;
};

enum class Fate : std::uint8_t {
  delivered = 1,
  lost = 2,          // accepted and then never seen again
  undeliverable = 3  // accepted, and the network says that it cannot be delivered
};

struct StoredSms {
  std::string id;  // unique within its channel alone: SMS and calls are numbered apart
  Sms sms;
  std::int64_t accepted_ms = 0;
  Fate fate = Fate::delivered;
};

struct Acceptance {
  std::string id;
  bool duplicate = false;
};

class SmsLog {
 public:
  // Loads what is there. A last line without its end was never answered and is cut off. Throws std::runtime_error for
  // a file that cannot be read, written or understood.
  explicit SmsLog(const std::filesystem::path& path);
  ~SmsLog();
  SmsLog(const SmsLog&) = delete;
  SmsLog& operator=(const SmsLog&) = delete;

  // Durable when it returns; a key that is known changes nothing. Throws std::system_error when the disk does not take
  // the line: nothing is accepted then.
  Acceptance accept(const Sms& sms, std::int64_t now_ms, Fate fate);

  [[nodiscard]] const std::vector<StoredSms>& all() const { return all_; }
  [[nodiscard]] const StoredSms* find(Channel channel, std::string_view id) const;  // none: no such id

 private:
  void load(const std::filesystem::path& path);
  [[nodiscard]] std::string next_id(Channel channel);
  void remember(StoredSms stored);
  void append(std::string_view line);

  int descriptor_ = -1;
  std::vector<StoredSms> all_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::map<std::pair<Channel, std::string>, std::size_t> by_id_;
  std::map<Channel, std::size_t> numbers_;  // given out last
};

}  // namespace liftguard::city
