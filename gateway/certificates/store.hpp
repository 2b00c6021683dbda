// The table certificate_requests: what boxes ask, and what the authority (gateway/signer) decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"
#include "gateway/certificates/rules.hpp"

namespace liftguard::gateway::certificates {

using RequestId = Id<struct CertificateRequestTag>;

inline constexpr int kMaxKept = 20;  // of one box; the oldest decided ones go

struct Request {
  RequestId id{};
  std::string monitor{};
  std::string request{};
  UtcTime asked{};
  State state = State::waiting;
  std::string reason{};
  std::optional<UtcTime> decided{}, valid_until{};
};

enum class Taken : std::uint8_t {
  taken = 0,
  known = 1,            // the same request again, decided lately or waiting
  unknown_monitor = 2,  // it has no place here
  too_large = 3
};

// Of a box: a new request overtakes one that waits.
Taken take_request(storage::Transaction& tx, std::string_view monitor, std::string_view request_pem, UtcTime now);

[[nodiscard]] std::optional<Request> next_waiting(storage::Session& session);
[[nodiscard]] int given_lately(storage::Session& session, std::string_view monitor, UtcTime now);

struct Given {
  UtcTime valid_until{};
  std::int64_t command = 0;
};
void settle_given(storage::Transaction& tx, const Request& request, const Given& given, UtcTime now);
void settle_refused(storage::Transaction& tx, const Request& request, std::string_view reason, UtcTime now);

[[nodiscard]] std::vector<Request> newest(storage::Session& session, int limit);

// One line: box, when it asked (UTC+8), what became of it, until when the certificate is valid or why there is none.
[[nodiscard]] std::string describe(const Request& request);

}  // namespace liftguard::gateway::certificates
