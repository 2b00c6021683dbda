#include "simulators/city/sms_log.hpp"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>

namespace liftguard::city {

namespace json = boost::json;

namespace {

std::string line_of(const StoredSms& stored) {
  json::object line{{"id", stored.id},
                    {"key", stored.sms.key},
                    {"phone", stored.sms.phone},
                    {"text", stored.sms.text},
                    {"channel", name_of(stored.sms.channel)},
                    {"accepted_ms", stored.accepted_ms},
                    {"delivered", stored.fate == Fate::delivered}};
  if (stored.fate == Fate::undeliverable) line["undeliverable"] = true;
  return json::serialize(line) + "\n";
}

// Lists of earlier versions knew SMS alone.
Channel channel_of(const json::value& line) {
  const json::value* channel = line.as_object().if_contains("channel");
  return channel && channel->as_string() == "voice" ? Channel::voice : Channel::sms;
}

Fate fate_of(const json::value& line) {
  if (line.at("delivered").as_bool()) return Fate::delivered;
  return line.as_object().contains("undeliverable") ? Fate::undeliverable : Fate::lost;
}

StoredSms parse_line(std::string_view line) {
  const json::value value = json::parse({line.data(), line.size()});
  const auto text = [&](const char* name) { return std::string(value.at(name).as_string()); };
  return {text("id"),
          {text("key"), text("phone"), text("text"), channel_of(value)},
          value.at("accepted_ms").as_int64(),
          fate_of(value)};
}

[[noreturn]] void throw_errno(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

}  // namespace

std::string_view name_of(Channel channel) {
  return channel == Channel::voice ? "voice" : "sms";
}

const StoredSms* SmsLog::find(Channel channel, std::string_view id) const {
  const auto found = by_id_.find(std::pair(channel, std::string(id)));
  return found == by_id_.end() ? nullptr : &all_[found->second];
}

SmsLog::SmsLog(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (descriptor_ < 0) throw_errno("open the list of accepted SMS");
  try {
    load(path);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

SmsLog::~SmsLog() {
  ::close(descriptor_);
}

void SmsLog::load(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::size_t begin = 0;
  for (std::size_t end; (end = content.find('\n', begin)) != std::string::npos; begin = end + 1)
    remember(parse_line(std::string_view(content).substr(begin, end - begin)));
  if (begin != content.size() && ::ftruncate(descriptor_, static_cast<off_t>(begin)) != 0)
    throw_errno("cut a torn line off the list of accepted SMS");
}

Acceptance SmsLog::accept(const Sms& sms, std::int64_t now_ms, Fate fate) {
  if (const auto known = by_key_.find(sms.key); known != by_key_.end()) return {all_[known->second].id, true};
  StoredSms stored{next_id(sms.channel), sms, now_ms, fate};
  append(line_of(stored));
  Acceptance acceptance{stored.id, false};
  remember(std::move(stored));
  return acceptance;
}

std::string SmsLog::next_id(Channel channel) {
  std::string id;
  do id = "city-" + std::to_string(++numbers_[channel]);
  while (by_id_.contains(std::pair(channel, id)));  // lists of earlier versions numbered all in one
  return id;
}

void SmsLog::remember(StoredSms stored) {
  if (!by_key_.emplace(stored.sms.key, all_.size()).second)
    throw std::runtime_error("the list of accepted SMS has a key twice: " + stored.sms.key);
  by_id_.emplace(std::pair(stored.sms.channel, stored.id), all_.size());
  all_.push_back(std::move(stored));
}

void SmsLog::append(std::string_view line) {
  const off_t before = ::lseek(descriptor_, 0, SEEK_END);
  if (::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(descriptor_) == 0)
    return;
  const int reason = errno;
  // Half a line must not become the beginning of the next one.
  if (before < 0 || ::ftruncate(descriptor_, before) != 0) throw_errno("take back half a line");
  throw std::system_error(reason, std::generic_category(), "write the list of accepted SMS");
}

}  // namespace liftguard::city
