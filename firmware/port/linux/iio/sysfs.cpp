#include "firmware/port/linux/iio/sysfs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "common/base/text.hpp"

namespace liftguard::port::sysfs {
namespace {

Refusal wrong(const std::filesystem::path& file, const std::string& reason) {
  return refuse("sysfs", file.string() + ": " + reason);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

ssize_t read_some(int fd, char* out, std::size_t size) {
  ssize_t got = 0;
  do got = ::read(fd, out, size);
  while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return wrong(file, std::strerror(errno));
  std::array<char, 4096> bytes;  // one page: the kernel's own bound of an attribute
  std::size_t size = 0;
  ssize_t got = 0;
  while (size < bytes.size() && (got = read_some(fd, bytes.data() + size, bytes.size() - size)) > 0)
    size += static_cast<std::size_t>(got);
  const int error = errno;
  ::close(fd);
  if (got < 0) return wrong(file, std::strerror(error));
  if (size == bytes.size()) return wrong(file, "is longer than 4095 bytes");
  return {boost::system::in_place_value, trimmed({bytes.data(), size})};
}

Result<double> read_number(const std::filesystem::path& file) {
  const auto text = read_text(file);
  if (!text) return text.error();
  double value = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value))
    return wrong(file, "\"" + printable(*text, 40) + "\" is not a number");
  return value;
}

Result<void> write_text(const std::filesystem::path& file, std::string_view text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return wrong(file, std::strerror(errno));
  const auto written = ::write(fd, text.data(), text.size());
  const int error = errno;
  ::close(fd);
  if (written == static_cast<ssize_t>(text.size())) return {};
  return wrong(file,
               "\"" + std::string(text) + "\" is not taken: " + (written < 0 ? std::strerror(error) : "cut short"));
}

std::vector<std::filesystem::path> entries(const std::filesystem::path& parent, std::string_view prefix) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (std::filesystem::directory_iterator it(parent, error), end; !error && it != end; it.increment(error))
    if (it->path().filename().string().starts_with(prefix)) out.push_back(it->path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace liftguard::port::sysfs
