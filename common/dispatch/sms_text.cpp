#include "common/dispatch/sms_text.hpp"

#include "common/base/text.hpp"

namespace liftguard::dispatch {

namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::size_t kMostBytes = 4'000;  // of what came in: far more than can be sent

// Length in bytes of the character that begins with `lead`; the text is valid UTF-8.
std::size_t length_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

std::size_t units_of(std::size_t bytes) {
  return bytes == 4 ? 2 : 1;  // beyond U+FFFF: a surrogate pair
}

std::string_view without_signature(std::string_view character) {
  if (character == "【") return "〔";
  if (character == "】") return "〕";
  return character;
}

}  // namespace

std::size_t ucs2_units(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size(); at += length_of(text[at])) units += units_of(length_of(text[at]));
  return units;
}

std::string sms_text(std::string_view text) {
  const std::string line = printable(text, kMostBytes);
  std::string_view rest = line;
  std::string sent;
  if (rest.starts_with(kSignature)) {
    sent = kSignature;
    rest.remove_prefix(kSignature.size());
  }
  const bool fits = ucs2_units(line) <= kMostUnits;
  const std::size_t room = fits ? kMostUnits : kMostUnits - 1;
  std::size_t used = ucs2_units(sent);
  while (!rest.empty()) {
    const std::size_t bytes = length_of(rest.front());
    if (used + units_of(bytes) > room) break;
    used += units_of(bytes);
    sent += without_signature(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  if (!fits) sent += kEllipsis;
  return sent;
}

}  // namespace liftguard::dispatch
