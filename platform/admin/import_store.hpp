// The tables imports and import_rows: a town that is staged in short transactions and accepted by one row.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::admin {

using ImportId = Id<struct ImportTag>;

enum class ImportState : std::uint8_t {
  staging = 1,   // counts for nothing yet
  accepted = 2,  // will be carried out
  done = 3,
};

enum class RowKind : std::uint8_t { district = 1, unit, contact, elevator, account, post, chain };

struct ImportRow {
  RowKind kind = RowKind::elevator;
  std::string content{};  // import_rows.hpp
};

struct OpenImport {
  ImportId id{};
  ImportState state = ImportState::staging;
  UtcTime touched{};
  std::int64_t applied = 0;
};

[[nodiscard]] std::vector<OpenImport> open_imports(storage::Session& session);  // oldest first

[[nodiscard]] ImportId begin_import(storage::Transaction& tx, UtcTime now);
// The rows get the numbers from `first`. False: somebody threw the import away.
[[nodiscard]] bool stage(storage::Transaction& tx, ImportId import, std::int64_t first, std::span<const ImportRow> rows,
                         UtcTime now);
[[nodiscard]] bool accept(storage::Transaction& tx, ImportId import, UtcTime now);  // false as above

// At most `limit` rows after `seq`, in order.
[[nodiscard]] std::vector<ImportRow> rows_after(storage::Session& session, ImportId import, std::int64_t seq,
                                                int limit);
void note_applied(storage::Transaction& tx, ImportId import, std::int64_t seq, UtcTime now);
void note_done(storage::Transaction& tx, ImportId import, UtcTime now);

// Deletes the first rows of an import; false when there are none left. `forget` deletes the import itself.
[[nodiscard]] bool forget_rows(storage::Transaction& tx, ImportId import, int limit);
void forget(storage::Transaction& tx, ImportId import);

// Those of which rows are left though they are done.
[[nodiscard]] std::optional<ImportId> done_with_rows(storage::Session& session);

}  // namespace liftguard::admin
