#include "common/storage/connection.hpp"
#include "common/storage/database.hpp"
#include "common/storage/pool.hpp"

namespace liftguard::storage {

// PostgreSQL rolls back a transaction in which a statement failed, and SQLite goes on with it: here both end.
template <class Body>
auto Session::on_connection(Body&& body) {
  if (connection_ == nullptr) throw std::logic_error("a session that was moved from or has ended");
  if (doomed_) throw std::logic_error("a transaction in which a statement has failed");
  try {
    return body(*connection_);
  } catch (...) {
    doomed_ = true;
    throw;
  }
}

Rows Session::query_with(const Statement& statement, std::span<const Param> params) {
  return on_connection([&](Connection& connection) { return connection.query(statement, params); });
}

Rows Session::run_query(const Statement& statement, std::initializer_list<Param> params) {
  return query_with(statement, std::span(params.begin(), params.size()));
}

std::vector<Rows> Session::run_each(const Statement& statement, const BulkRows& params) {
  return on_connection([&](Connection& connection) { return connection.query_each(statement, params); });
}

UtcTime Session::utc_now() {
  return on_connection([](Connection& connection) { return connection.utc_now(); });
}

std::vector<Statement> Session::prepared() const {
  return connection_->prepared();
}

ReadSession::ReadSession(ReadSession&& other) noexcept : Session(*other.pool_, *other.connection_) {
  doomed_ = other.doomed_;
  other.connection_ = nullptr;
}

ReadSession::~ReadSession() {
  if (connection_ == nullptr) return;
  connection_->rollback();
  pool_->give_back(*connection_);
}

Transaction::Transaction(Pool& pool, Connection& connection, IdMaker* ids, const Meter& meter)
    : Session(pool, connection), ids_(ids), meter_(&meter), began_(SystemSteadyClock().now()) {}

Transaction::Transaction(Transaction&& other) noexcept
    : Session(*other.pool_, *other.connection_), ids_(other.ids_), meter_(other.meter_), began_(other.began_) {
  doomed_ = other.doomed_;
  newest_ = other.newest_;
  other.connection_ = nullptr;
}

Transaction::~Transaction() {
  if (connection_ == nullptr) return;
  connection_->rollback();
  pool_->give_back(*connection_);
}

std::int64_t Transaction::run_exec(const Statement& statement, std::initializer_list<Param> params) {
  const std::span list(params.begin(), params.size());
  return on_connection([&](Connection& connection) { return connection.exec(statement, list); });
}

void Transaction::note(const CommittedChange& change) {
  newest_ = change;
}

std::vector<bool> Transaction::run_bulk(const BulkTable& table, const BulkRows& rows, BulkWrite write) {
  return on_connection([&](Connection& connection) { return connection.bulk(table, rows, write); });
}

std::int64_t Transaction::next_id() {
  if (ids_ == nullptr) throw std::logic_error("ids inside the making of the node lease");
  return ids_->make<struct AnyTag>().value;
}

void Transaction::commit() {
  const SteadyTime committing = SystemSteadyClock().now();
  on_connection([](Connection& connection) { connection.commit(); });
  pool_->note_commit(newest_);
  const SteadyTime done = SystemSteadyClock().now();
  pool_->give_back(*connection_);
  connection_ = nullptr;
  if (meter_->committed) meter_->committed(done - began_, done - committing);
}

}  // namespace liftguard::storage
