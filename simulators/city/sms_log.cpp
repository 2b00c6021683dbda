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
  return json::serialize(json::object{{"id", stored.id},
                                      {"key", stored.sms.key},
                                      {"phone", stored.sms.phone},
                                      {"text", stored.sms.text},
                                      {"accepted_ms", stored.accepted_ms},
                                      {"delivered", stored.fate == Fate::delivered}}) +
         "\n";
}

StoredSms parse_line(std::string_view line) {
  const json::value value = json::parse({line.data(), line.size()});
  const auto text = [&](const char* name) { return std::string(value.at(name).as_string()); };
  return {text("id"),
          {text("key"), text("phone"), text("text")},
          value.at("accepted_ms").as_int64(),
          value.at("delivered").as_bool() ? Fate::delivered : Fate::lost};
}

[[noreturn]] void throw_errno(const char* doing) {
  throw std::system_error(errno, std::generic_category(), doing);
}

}  // namespace

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
  StoredSms stored{"city-" + std::to_string(all_.size() + 1), sms, now_ms, fate};
  append(line_of(stored));
  Acceptance acceptance{stored.id, false};
  remember(std::move(stored));
  return acceptance;
}

void SmsLog::remember(StoredSms stored) {
  if (!by_key_.emplace(stored.sms.key, all_.size()).second)
    throw std::runtime_error("the list of accepted SMS has a key twice: " + stored.sms.key);
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
