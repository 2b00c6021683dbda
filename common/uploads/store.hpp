// Receivers and tables of codes, as they were loaded.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/event_codes.hpp"
#include "common/base/result.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/types.hpp"

namespace liftguard::uploads {

struct LoadedTable {
  std::string dialect{};
  std::string csv{};
};

struct Setup {
  std::vector<LoadedTable> tables{};
  std::vector<Receiver> receivers{};
};

// Takes the place of what was loaded before, as a whole; receivers keep their number by name, and those that are gone
// are retired. The caller has checked each value by itself; refused here: "unknown_district", "unknown_dialect" (no
// table of codes, neither compiled in nor in `setup`), "bad_table". Nothing is written then. Audited.
[[nodiscard]] Result<void> load(storage::Transaction& tx, const Setup& setup, const storage::Actor& actor, UtcTime now);

enum class Which : std::uint8_t { in_use = 1, all = 2 };  // all: with those that are retired
[[nodiscard]] std::vector<Receiver> receivers(storage::Session& session, Which which);

// The table that is loaded, else the one that is compiled in. None for a name that neither knows, as after an upgrade
// that compiles fewer in, and for a loaded table that this version does not read.
[[nodiscard]] std::optional<CodeTable> codes_of(storage::Session& session, std::string_view dialect);

}  // namespace liftguard::uploads
