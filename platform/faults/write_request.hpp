// What every change of an order says besides its body: which order, which intention, which version was seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/id.hpp"
#include "platform/http/message.hpp"
#include "platform/http/problem.hpp"

namespace liftguard::faults {

// Idempotency-Key: a UUID (RFC 9562) in its text form.
[[nodiscard]] bool is_uuid(std::string_view text);
// If-Match: one strong entity tag that is a version, "17" in quotes.
[[nodiscard]] std::optional<std::int64_t> version_in(std::string_view if_match);

struct WriteRequest {
  std::string idempotency_key{};  // of this account: one account's key is no other's
  std::int64_t version = 0;
};

// One of the two is set.
struct WriteRequestOrProblem {
  std::optional<WriteRequest> request{};
  std::optional<http::ProblemCode> problem{};
};
[[nodiscard]] WriteRequestOrProblem read_write_request(const http::Request& request, AccountId account);

}  // namespace liftguard::faults
