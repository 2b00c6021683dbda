// The audit log (AC-12): who did what, when, from where, before and after. Append-only; each row carries a hash over
// itself and the row before it, so that an edit or a removal inside the chain is found (fault row H26).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::storage {

// Who acts. The name is kept with the record: it stays when the account is gone.
struct Actor {
  AccountId account{};  // none: the system itself
  std::string name{};   // "系统" for the system
  std::string from{};   // address of the client; empty for the system
};

struct AuditEntry {
  Actor actor{};
  std::string action{};      // "order.accepted", "account.disabled", ...
  std::int64_t subject = 0;  // id of the thing
  std::string before{};      // JSON, empty when there was nothing
  std::string after{};
};

void append_audit(Transaction& tx, const AuditEntry& entry, UtcTime at);

// The number of the first row whose hash does not fit, none when the chain is whole.
[[nodiscard]] std::optional<std::int64_t> first_broken_audit_row(Session& session);

}  // namespace liftguard::storage
