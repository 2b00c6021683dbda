#include "common/storage/database.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "common/storage/connection.hpp"
#include "common/storage/migrations.hpp"
#include "common/storage/node_lease.hpp"
#include "common/storage/pool.hpp"
#include "schemas/migrations.hpp"

namespace liftguard::storage {

namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::string_view kPostgresql = "postgresql:", kPostgres = "postgres:";
constexpr std::chrono::minutes kRenewEvery{2};  // of the ten that a node lease lasts

constexpr Statement kReadMeta{"meta.read", "select value from meta where key = :1"};
constexpr Statement kWriteMeta{"meta.write",
                               "insert into meta (key, value) values (:1, :2) on conflict (key) do nothing"};

std::string random_hex64() {
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return fmt::format("{:016x}", number);
}

std::string sqlite_path(std::string_view url, const Options& options) {
  std::string path(url.substr(kSqlite.size()));
  if (path.empty() || path.find('"') != std::string::npos) throw DatabaseError(fmt::format("bad path in \"{}\"", url));
  if (options.schema == Schema::require && !std::filesystem::exists(path))
    throw SchemaError(fmt::format("there is no database at {}: run `liftguard-admin migrate`", path));
  return path;
}

// The one place that knows the engines by their URLs. No error shows the URL whole: it may hold a password.
Pool::Connect connector(std::string_view url, const Options& options) {
  const auto timeout = options.busy_timeout, reply = options.reply;
  if (url.starts_with(kPostgresql) || url.starts_with(kPostgres))
    return [url = std::string(url), timeout, reply] { return connect_postgresql(url, timeout, reply); };
  if (url.starts_with(kSqlite))
    return [path = sqlite_path(url, options), timeout] { return connect_sqlite(path, timeout); };
  throw DatabaseError(fmt::format("a database is \"sqlite:PATH\" or \"postgresql://...\", and not \"{}:\"",
                                  url.substr(0, url.find(':'))));
}

// Reads the incarnation, and makes it in a new file.
std::uint64_t find_incarnation(Connection& connection) {
  const Param key[]{"incarnation"};
  Rows rows = connection.query(kReadMeta, key);
  if (rows.empty()) {
    const Param params[]{"incarnation", random_hex64()};
    connection.exec(kWriteMeta, params);
    rows = connection.query(kReadMeta, key);
  }
  return std::stoull(rows.front().get<std::string>(0), nullptr, 16);
}

// Boxes were told of the incarnation with which this process began (fault rows B13, B16): on another one it would
// confirm under the wrong name what boxes are to send again.
void require_incarnation(Connection& fresh, std::uint64_t expected) {
  const Param key[]{"incarnation"};
  const Rows rows = fresh.query(kReadMeta, key);
  if (rows.empty() || std::stoull(rows.front().get<std::string>(0), nullptr, 16) != expected)
    throw DatabaseError("the database is another one than at the start (a new incarnation): start again");
}

}  // namespace

std::string printable_url(std::string_view url) {
  std::string shown(url);
  if (url.starts_with(kSqlite)) return shown;
  const std::size_t authority = shown.find("//") + 2;
  const std::size_t at = shown.find('@', authority), colon = shown.find(':', authority);
  if (at < shown.find('/', authority) && colon < at) shown.erase(colon, at - colon);
  constexpr std::string_view kKey = "password=";
  if (const std::size_t key = shown.find(kKey); key != std::string::npos) {
    const std::size_t from = key + kKey.size();
    shown.replace(from, std::min(shown.find('&', from), shown.size()) - from, "...");
  }
  return shown;
}

struct Database::Impl {
  explicit Impl(Pool::Connect connect, const Options& options) : pool(std::move(connect), options) {}

  Pool pool;
  SystemSteadyClock steady;
  std::unique_ptr<AnchoredCivilClock> own_clock;
  const CivilClock* clock = nullptr;
  std::uint64_t incarnation = 0;
  Fence fence;
  Meter meter;

  std::mutex lease_mutex;
  std::unique_ptr<NodeLease> lease;
  std::unique_ptr<IdMaker> ids;
  SteadyTime renewed;
};

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
// The lease is given back while there still is a database to write to.
Database::~Database() {
  impl_->lease.reset();
}

std::unique_ptr<Database> Database::open(std::string_view url, const Options& options) {
  if (sodium_init() < 0) throw DatabaseError("no source of random numbers");
  auto impl = std::make_unique<Impl>(connector(url, options), options);
  impl->pool.with_utility([&](Connection& connection) {
    if (options.schema == Schema::migrate) migrate(connection, schemas::kMigrations);
    require_schema(connection, schemas::kMigrations);
    impl->incarnation = find_incarnation(connection);
    impl->own_clock = std::make_unique<AnchoredCivilClock>(impl->steady, connection.utc_now());
  });
  Witness& witness = impl->pool.witness();
  witness.examine_at_start(impl->incarnation);
  impl->pool.try_with([expected = impl->incarnation, &witness](Connection& fresh) {
    require_incarnation(fresh, expected);
    witness.examine(fresh, expected);
  });
  impl->clock = options.clock != nullptr ? options.clock : impl->own_clock.get();
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

Transaction Database::begin() {
  IdMaker& maker = ids();
  Transaction tx = begin_with(&maker);
  if (impl_->fence) impl_->fence(tx);
  return tx;
}

void Database::fence_with(Fence fence) {
  impl_->fence = std::move(fence);
}

void Database::measure_with(Meter meter) {
  impl_->meter = std::move(meter);
}

Transaction Database::begin_with(IdMaker* ids) {
  const Meter& meter = impl_->meter;
  const SteadyTime wanted = impl_->steady.now();
  try {
    Transaction tx(impl_->pool, impl_->pool.begin_writer(), ids, meter);
    if (meter.began) meter.began(impl_->steady.now() - wanted);
    return tx;
  } catch (const Busy&) {
    if (meter.busy) meter.busy();
    throw;
  }
}

ReadSession Database::read() {
  return ReadSession(impl_->pool, impl_->pool.begin_reader());
}

IdMaker& Database::ids() {
  const std::scoped_lock lock(impl_->lease_mutex);
  if (!impl_->lease) {
    impl_->lease = std::make_unique<NodeLease>(*this, random_hex64());
    impl_->ids = std::make_unique<IdMaker>(*impl_->clock, impl_->lease->node());
    impl_->renewed = impl_->steady.now();
  } else if (impl_->steady.now() - impl_->renewed > kRenewEvery) {
    if (!impl_->lease->renew()) throw DatabaseError("this process slept and its node number is another's now");
    impl_->renewed = impl_->steady.now();
  }
  return *impl_->ids;
}

UtcTime Database::utc_now() {
  return impl_->pool.with_utility([](Connection& connection) { return connection.utc_now(); });
}

std::int64_t Database::data_version() {
  const std::int64_t commits = impl_->pool.commits();
  return commits + impl_->pool.with_utility([](Connection& connection) { return connection.data_version(); });
}

std::uint64_t Database::incarnation() const {
  return impl_->incarnation;
}

}  // namespace liftguard::storage
