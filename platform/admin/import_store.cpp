#include "platform/admin/import_store.hpp"

#include "common/storage/bulk.hpp"

namespace liftguard::admin {

namespace {

using storage::BulkColumn;
using storage::ColumnType;
using storage::Statement;

constexpr Statement kOpen{"imports.open",
                          "select id, state, touched_ms, applied from imports where state <> 3 order by id"};
constexpr Statement kBegin{"imports.insert",
                           "insert into imports (id, state, began_ms, touched_ms, applied) values (:1, 1, :2, :2, 0)"};
constexpr Statement kTouch{"imports.touch", "update imports set touched_ms = :1 where id = :2 and state = 1"};
constexpr Statement kAccept{"imports.accept",
                            "update imports set state = 2, touched_ms = :1 where id = :2 and state = 1"};
constexpr Statement kApplied{"imports.applied", "update imports set applied = :1, touched_ms = :2 where id = :3"};
constexpr Statement kDone{"imports.done", "update imports set state = 3, touched_ms = :1 where id = :2"};
constexpr Statement kForget{"imports.delete", "delete from imports where id = :1"};
constexpr Statement kDoneWithRows{"imports.done_with_rows",
                                  "select id from imports where state = 3 and exists "
                                  "(select 1 from import_rows where import_id = imports.id) order by id limit 1"};

constexpr Statement kAfter{"import_rows.after",
                           "select kind, content from import_rows where import_id = :1 and seq > :2 order by seq "
                           "limit :3"};
constexpr Statement kForgetRows{"import_rows.delete",
                                "delete from import_rows where import_id = :1 and seq <= "
                                "(select min(seq) from import_rows where import_id = :1) + :2"};

constexpr BulkColumn kColumns[]{{"import_id", ColumnType::bigint},
                                {"seq", ColumnType::bigint},
                                {"kind", ColumnType::bigint},
                                {"content", ColumnType::text}};
constexpr storage::BulkTable kRows{"import_rows.insert_many", "import_rows", kColumns, 2};

}  // namespace

std::vector<OpenImport> open_imports(storage::Session& session) {
  std::vector<OpenImport> imports;
  for (storage::Row& row : session.query(kOpen)) {
    OpenImport& import = imports.emplace_back();
    import.id = row.take<ImportId>();
    import.state = row.take<ImportState>();
    import.touched = row.take<UtcTime>();
    import.applied = row.take<std::int64_t>();
  }
  return imports;
}

ImportId begin_import(storage::Transaction& tx, UtcTime now) {
  const auto id = tx.make_id<ImportId>();
  tx.exec(kBegin, id, now);
  return id;
}

bool stage(storage::Transaction& tx, ImportId import, std::int64_t first, std::span<const ImportRow> rows,
           UtcTime now) {
  if (tx.exec(kTouch, now, import) != 1) return false;
  storage::BulkRows bulk(kRows);
  for (const ImportRow& row : rows) bulk.add(import, first++, row.kind, row.content);
  (void)storage::insert_new(tx, kRows, bulk);
  return true;
}

bool accept(storage::Transaction& tx, ImportId import, UtcTime now) {
  return tx.exec(kAccept, now, import) == 1;
}

std::vector<ImportRow> rows_after(storage::Session& session, ImportId import, std::int64_t seq, int limit) {
  std::vector<ImportRow> rows;
  for (storage::Row& row : session.query(kAfter, import, seq, limit)) {
    ImportRow& stored = rows.emplace_back();
    stored.kind = row.take<RowKind>();
    stored.content = row.take<std::string>();
  }
  return rows;
}

void note_applied(storage::Transaction& tx, ImportId import, std::int64_t seq, UtcTime now) {
  tx.exec(kApplied, seq, now, import);
}

void note_done(storage::Transaction& tx, ImportId import, UtcTime now) {
  tx.exec(kDone, now, import);
}

bool forget_rows(storage::Transaction& tx, ImportId import, int limit) {
  return tx.exec(kForgetRows, import, limit - 1) > 0;
}

void forget(storage::Transaction& tx, ImportId import) {
  tx.exec(kForget, import);
}

std::optional<ImportId> done_with_rows(storage::Session& session) {
  const auto row = session.query_one(kDoneWithRows);
  if (!row) return std::nullopt;
  return row->get<ImportId>(0);
}

}  // namespace liftguard::admin
