// The outbox from the sender's side: claims, what came of them, and what a person decides.
//
// Rows of one receiver and elevator leave in the order of their numbers: the next is taken up once the one before is
// accepted, rejected or unknown. Those of other elevators and other receivers do not wait for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/types.hpp"

namespace liftguard::uploads {

// At most `limit` rows whose turn it is, oldest first.
[[nodiscard]] std::vector<UploadId> ready(storage::Session& session, ReceiverId receiver, UtcTime now, int limit);

// Requests begun after `since`, by whomever.
[[nodiscard]] int tried_since(storage::Session& session, ReceiverId receiver, UtcTime since);

struct Claimed {
  UploadId id{};
  std::string key{};
  std::string body{};
};

struct Claim {
  std::string_view worker{};
  Milliseconds lease{30'000};  // longer than the request may take
};

// Those of `ids` whose turn it still is. Commit before the first request leaves.
[[nodiscard]] std::vector<Claimed> claim(storage::Transaction& tx, std::span<const UploadId> ids, const Claim& claim,
                                         UtcTime now);

struct Settlement {
  UploadId id{};
  State state = State::unknown;
  UtcTime due{};         // of the next try, for one that is pending again
  std::string answer{};  // made printable and cut
};

// False: the claim had lapsed meanwhile; nothing is written.
bool settle_claim(storage::Transaction& tx, std::string_view worker, const Settlement& settlement, UtcTime now);

// It has not been sent, for certain.
void release(storage::Transaction& tx, std::string_view worker, UploadId id);

// Claims that lapsed: the gateway that held them has gone. Gives how many rows became unknown by it.
[[nodiscard]] bool any_lapsed(storage::Session& session, UtcTime now);
int take_lapsed(storage::Transaction& tx, UtcTime now);

// Accepted rows older than `before`; at most `limit` at a time.
int forget_accepted(storage::Transaction& tx, UtcTime before, int limit);

struct Upload {
  UploadId id{};
  std::string receiver{};
  std::string elevator{};  // code
  std::string key{};
  Kind kind = Kind::event;
  State state = State::pending;
  int tries = 0;
  UtcTime created{};
  std::string answer{};
  std::string settled_by{};
};

struct Filter {
  std::string receiver{};        // empty: all
  std::optional<State> state{};  // none: all but those that are accepted
  int limit = 100;
};
[[nodiscard]] std::vector<Upload> list(storage::Session& session, const Filter& filter);  // oldest first
[[nodiscard]] std::optional<Upload> find(storage::Session& session, UploadId id);
[[nodiscard]] std::string body(storage::Session& session, UploadId id);

// A person's decisions, audited. `resend`: the same body with the same key again. Refused: "not_found", "bad_state".
[[nodiscard]] Result<void> resend(storage::Transaction& tx, UploadId id, const storage::Actor& actor, UtcTime now);

struct Word {
  State state = State::accepted;  // or rejected: given up
  std::string reason{};
};
[[nodiscard]] Result<void> settle(storage::Transaction& tx, UploadId id, const Word& word, const storage::Actor& actor,
                                  UtcTime now);

struct Backlog {
  std::string receiver{};
  std::int64_t pending = 0;         // with claimed
  std::int64_t unknown = 0;         // a person has to decide
  std::optional<UtcTime> oldest{};  // of those pending
};
[[nodiscard]] std::vector<Backlog> backlogs(storage::Session& session);

}  // namespace liftguard::uploads
