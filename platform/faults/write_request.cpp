#include "platform/faults/write_request.hpp"

namespace liftguard::faults {

bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hex = std::string_view("0123456789abcdefABCDEF").find(text[i]) != std::string_view::npos;
    if (kShape[i] == '-' ? text[i] != '-' : !hex) return false;
  }
  return true;
}

std::optional<std::int64_t> version_in(std::string_view if_match) {
  if (if_match.size() < 3 || if_match.front() != '"' || if_match.back() != '"') return std::nullopt;
  return parse_id(if_match.substr(1, if_match.size() - 2));
}

WriteRequestOrProblem read_write_request(const http::Request& request, AccountId account) {
  const auto key = request.header("idempotency-key");
  if (!key || !is_uuid(*key)) return {{}, http::ProblemCode::idempotency_key_required};
  const auto version = version_in(request.header("if-match").value_or(""));
  if (!version) return {{}, http::ProblemCode::version_required};
  return {WriteRequest{to_string(account) + '/' + std::string(*key), *version}, {}};
}

}  // namespace liftguard::faults
