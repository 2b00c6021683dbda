#include "common/uploads/store.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace liftguard::uploads {

using storage::Row;
using storage::Session;
using storage::Statement;
using storage::Transaction;

namespace {

constexpr Statement kForgetTables{"code_tables.forget", "delete from code_tables"};
constexpr Statement kPutTable{"code_tables.insert",
                              "insert into code_tables (dialect, csv, loaded_ms) values (:1, :2, :3)"};
constexpr Statement kTable{"code_tables.find", "select csv from code_tables where dialect = :1"};

constexpr Statement kRetireAll{"upload_receivers.retire", "update upload_receivers set retired = 1"};
constexpr Statement kPut{
    "upload_receivers.put",
    "insert into upload_receivers (id, name, retired, url, ca, token_file, dialect, repeats, uncoded, per_second, "
    "parallel, timeout_ms, first_retry_ms, longest_retry_ms) "
    "values (:1, :2, 0, :3, :4, :5, :6, :7, :8, :9, :10, :11, :12, :13) on conflict (name) do update set "
    "retired = 0, url = excluded.url, ca = excluded.ca, token_file = excluded.token_file, dialect = excluded.dialect, "
    "repeats = excluded.repeats, uncoded = excluded.uncoded, per_second = excluded.per_second, "
    "parallel = excluded.parallel, timeout_ms = excluded.timeout_ms, first_retry_ms = excluded.first_retry_ms, "
    "longest_retry_ms = excluded.longest_retry_ms returning id"};
constexpr Statement kForgetDistricts{"upload_receiver_districts.forget", "delete from upload_receiver_districts"};
constexpr Statement kDistrict{"districts.by_code", "select id from districts where code = :1"};
constexpr Statement kPutDistrict{"upload_receiver_districts.insert",
                                 "insert into upload_receiver_districts (receiver_id, district_id) values (:1, :2) "
                                 "on conflict (receiver_id, district_id) do nothing"};

constexpr Statement kReceivers{
    "upload_receivers.all",
    "select id, retired, name, url, ca, token_file, dialect, repeats, uncoded, per_second, parallel, timeout_ms, "
    "first_retry_ms, longest_retry_ms from upload_receivers order by name"};
constexpr Statement kDistricts{"upload_receiver_districts.all",
                               "select r.receiver_id, d.code from upload_receiver_districts r "
                               "join districts d on d.id = r.district_id order by d.code"};

Receiver read_receiver(Row& row) {
  Receiver out{.name = row.take<std::string>(),
               .url = row.take<std::string>(),
               .ca = row.take<std::string>(),
               .token_file = row.take<std::string>(),
               .dialect = row.take<std::string>(),
               .repeats = row.take<Repeats>(),
               .uncoded = row.take<Uncoded>(),
               .per_second = row.take<int>(),
               .parallel = row.take<int>(),
               .timeout = row.take<Milliseconds>()};
  out.back_off.first = row.take<Milliseconds>();
  out.back_off.longest = row.take<Milliseconds>();
  return out;
}

Result<std::vector<DistrictId>> districts_of(Session& session, const Receiver& receiver) {
  std::vector<DistrictId> out;
  for (const auto& code : receiver.districts) {
    const auto row = session.query_one(kDistrict, code);
    if (!row) return refuse("unknown_district", fmt::format("{}: there is no district {}", receiver.name, code));
    out.push_back(row->get<DistrictId>(0));
  }
  return out;
}

bool is_known(const Setup& setup, const std::string& dialect) {
  if (find_dialect(dialect) != nullptr) return true;
  for (const auto& table : setup.tables)
    if (table.dialect == dialect) return true;
  return false;
}

Result<void> check(Session& session, const Setup& setup) {
  for (const auto& [dialect, csv] : setup.tables)
    if (const auto table = CodeTable::parse(csv); !table)
      return refuse(table.error().code, fmt::format("{}: {}", dialect, table.error().detail));
  for (const auto& receiver : setup.receivers) {
    if (!is_known(setup, receiver.dialect))
      return refuse("unknown_dialect", fmt::format("{}: no table of codes {}", receiver.name, receiver.dialect));
    if (const auto districts = districts_of(session, receiver); !districts) return districts.error();
  }
  return {};
}

void put(Transaction& tx, const Receiver& r) {
  const auto id = tx.query_one(kPut, tx.make_id<ReceiverId>(), r.name, r.url, r.ca, r.token_file, r.dialect, r.repeats,
                               r.uncoded, r.per_second, r.parallel, r.timeout, r.back_off.first, r.back_off.longest)
                      ->get<ReceiverId>(0);
  const auto districts = districts_of(tx, r);
  for (const DistrictId district : districts.value()) tx.exec(kPutDistrict, id, district);
}

}  // namespace

Result<void> load(Transaction& tx, const Setup& setup, const storage::Actor& actor, UtcTime now) {
  if (auto checked = check(tx, setup); !checked) return checked;
  tx.exec(kForgetTables);
  for (const auto& [dialect, csv] : setup.tables) tx.exec(kPutTable, dialect, csv, now);
  tx.exec(kRetireAll);
  tx.exec(kForgetDistricts);
  std::vector<std::string> names;
  for (const auto& receiver : setup.receivers) {
    put(tx, receiver);
    names.push_back(fmt::format("\"{}\"", receiver.name));
  }
  storage::append_audit(tx,
                        {.actor = actor,
                         .action = "uploads.loaded",
                         .after = fmt::format(R"({{"receivers":[{}]}})", fmt::join(names, ","))},
                        now);
  return {};
}

std::vector<Receiver> receivers(Session& session, Which which) {
  std::map<ReceiverId, std::vector<std::string>> districts;
  for (Row& row : session.query(kDistricts)) districts[row.get<ReceiverId>(0)].push_back(row.get<std::string>(1));
  std::vector<Receiver> out;
  for (Row& row : session.query(kReceivers)) {
    const auto id = row.take<ReceiverId>();
    const bool retired = row.take<bool>();
    if (retired && which == Which::in_use) continue;
    out.push_back(read_receiver(row));
    out.back().id = id;
    out.back().districts = districts[id];
  }
  return out;
}

std::optional<CodeTable> codes_of(Session& session, std::string_view dialect) {
  if (const auto row = session.query_one(kTable, dialect)) {
    auto loaded = CodeTable::parse(row->get<std::string>(0));
    return loaded ? std::optional(std::move(loaded).value()) : std::nullopt;
  }
  if (const auto* facts = find_dialect(dialect)) return CodeTable::built_in(facts->dialect);
  return std::nullopt;
}

}  // namespace liftguard::uploads
