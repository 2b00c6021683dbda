#include "gateway/bulk/raw_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>
#include <variant>

#include <fmt/format.h>

#include "common/base/checksum.hpp"
#include "common/base/text.hpp"

namespace liftguard::gateway {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = "bulk-";
constexpr std::string_view kSuffix = ".lines";

std::uint32_t checksum(std::string_view text) {
  return crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// By time: their names begin with it.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(kSuffix)) files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

template <class Number>
bool number_in(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size();
}

// When its first line was written.
std::optional<UtcTime> begun(const fs::path& file) {
  const std::string name = file.filename().string();
  std::int64_t ms = 0;
  const std::string_view digits =
      std::string_view(name).substr(kPrefix.size(), name.find('-', kPrefix.size()) - kPrefix.size());
  return number_in(digits, ms) ? std::optional(utc_from_ms(ms)) : std::nullopt;
}

// The next word, taken off the front.
std::string_view take_word(std::string_view& line) {
  const auto word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

std::optional<RawRecord> parse(std::string_view line) {
  const std::size_t last = line.rfind(' ');
  std::uint32_t sum = 0;
  if (last == std::string_view::npos || !number_in(line.substr(last + 1), sum, 16)) return std::nullopt;
  line = line.substr(0, last);
  if (checksum(line) != sum) return std::nullopt;
  RawRecord raw;
  std::int64_t received_ms = 0;
  const bool numbers = number_in(take_word(line), received_ms);
  raw.received = utc_from_ms(received_ms);
  raw.monitor = take_word(line);
  if (!numbers || !number_in(take_word(line), raw.journal) || !number_in(take_word(line), raw.seq)) return std::nullopt;
  auto record = from_hex(line);
  if (!record) return std::nullopt;
  raw.record = std::move(*record);
  return raw;
}

}  // namespace

RawFiles::RawFiles(fs::path folder, const RawLimits& limits, std::function<bool()> knows_the_time)
    : folder_(std::move(folder)), limits_(limits), knows_the_time_(std::move(knows_the_time)) {}

RawFiles::~RawFiles() {
  close();
}

// A piece of a clip is kept by gateway/clips, and leaves its record out here.
void RawFiles::add(const wire::Envelope& envelope, UtcTime now) {
  const bool is_clip = std::holds_alternative<wire::ClipChunkBody>(envelope.body);
  const std::string line = fmt::format("{} {} {} {} {}", to_ms(now), envelope.monitor, envelope.journal, envelope.seq,
                                       is_clip ? std::string() : to_hex(envelope.record));
  waiting_ += fmt::format("{} {:08x}\n", line, checksum(line));
}

bool RawFiles::write(UtcTime now) {
  const std::string text = std::exchange(waiting_, {});
  if (text.empty()) return true;
  if (file_ >= 0 && size_ + text.size() > limits_.file_bytes) close();
  if (file_ < 0) open_next(now);
  const ::ssize_t done = file_ < 0 ? -1 : ::write(file_, text.data(), text.size());
  if (done > 0) {
    size_ += static_cast<std::uint64_t>(done);
    written_ += static_cast<std::uint64_t>(done);
  }
  if (done == static_cast<::ssize_t>(text.size())) return true;
  close();  // a torn line ends its file
  return false;
}

void RawFiles::open_next(UtcTime now) {
  std::error_code error;
  fs::create_directories(folder_, error);
  prune(now);
  const auto path = folder_ / fmt::format("{}{:013}-{}{}", kPrefix, to_ms(now), ::getpid(), kSuffix);
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  size_ = 0;
}

void RawFiles::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

// Before another file is begun, so that what is kept never passes the limit by more than that one.
void RawFiles::prune(UtcTime now) const {
  const auto files = files_in(folder_);
  std::uint64_t total = 0;
  std::error_code error;
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    total += fs::file_size(*file, error);
    const auto next = file == files.rbegin() ? std::optional(now) : begun(*std::prev(file));
    const bool old = knows_the_time_() && next && now - *next > limits_.keep;  // its last line is older than that
    if (old || total + limits_.file_bytes > limits_.total_bytes) fs::remove(*file, error);
  }
}

void read_raw(const fs::path& folder, std::string_view monitor, const std::function<bool(const RawRecord&)>& take) {
  const std::string wanted = fmt::format(" {} ", monitor);
  for (const auto& file : files_in(folder)) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (line.find(wanted) == std::string::npos) continue;
      const auto record = parse(line);
      if (record && record->monitor == monitor && !take(*record)) return;
    }
  }
}

}  // namespace liftguard::gateway
