#include "common/observe/log_line.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace liftguard::observe {

namespace {

constexpr char kFieldsBegin = '\x1f';  // between a message and its fields; `printable` lets none in from outside
constexpr std::size_t kMobileDigits = 11;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_plain(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_./:+@").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == kFieldsBegin ? ' ' : c;
  }
  return out + '"';
}

std::string value_of(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_plain) ? std::string(text) : quoted(text);
}

}  // namespace

std::string with_fields(std::string_view text, std::initializer_list<Field> fields) {
  std::string out(text);
  out += kFieldsBegin;
  for (const Field& field : fields)
    if (!field.value.empty()) out += fmt::format(" {}={}", field.key, value_of(field.value));
  return out;
}

std::string masked(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size();) {
    std::size_t end = i;
    while (end < out.size() && is_digit(out[end])) ++end;
    if (end - i == kMobileDigits && out[i] == '1' && out[i + 1] >= '3')
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(i) + 3, out.begin() + static_cast<std::ptrdiff_t>(end) - 2,
                '*');
    i = std::max(end, i + 1);
  }
  return out;
}

std::string log_line(const LineHead& head, std::string_view message) {
  const auto split = message.find(kFieldsBegin);
  const std::string_view fields = split == std::string_view::npos ? std::string_view{} : message.substr(split + 1);
  return masked(fmt::format("ts={} level={} part={} msg={}{}", head.time, head.level, head.part,
                            quoted(message.substr(0, split)), fields));
}

}  // namespace liftguard::observe
