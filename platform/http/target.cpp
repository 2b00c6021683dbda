#include "platform/http/target.hpp"

#include <algorithm>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "common/base/text.hpp"

namespace liftguard::http {

namespace {

bool is_plain_text(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
         });
}

bool is_plain_segment(std::string_view segment) {
  return is_plain_text(segment) && segment != "." && segment != ".." &&
         segment.find_first_of("/\\") == std::string_view::npos;
}

}  // namespace

bool decode_target(std::string_view target, Request& into) {
  if (target.empty() || target.front() != '/' || target.starts_with("//")) return false;
  const auto parsed = boost::urls::parse_origin_form(target);
  if (!parsed) return false;
  into.path.clear();
  into.query.clear();
  for (const auto segment : parsed->encoded_segments()) {
    const std::string decoded = segment.decode();
    if (!is_plain_segment(decoded)) return false;
    into.path.append("/").append(decoded);
  }
  if (into.path.empty()) into.path.push_back('/');
  boost::urls::encoding_opts plus_is_space;
  plus_is_space.space_as_plus = true;
  for (const auto& pair : parsed->encoded_params()) {
    std::string key = pair.key.decode(plus_is_space);
    std::string value = pair.value.decode(plus_is_space);
    if (!is_plain_text(key) || !is_plain_text(value)) return false;
    into.query.emplace_back(std::move(key), std::move(value));
  }
  return true;
}

}  // namespace liftguard::http
