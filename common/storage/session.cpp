#include "common/storage/connection.hpp"
#include "common/storage/database.hpp"
#include "common/storage/pool.hpp"

namespace liftguard::storage {

Rows Session::query_with(const Statement& statement, std::span<const Param> params) {
  if (connection_ == nullptr) throw std::logic_error("a session that was moved from or has ended");
  return connection_->query(statement, params);
}

Rows Session::run_query(const Statement& statement, std::initializer_list<Param> params) {
  return query_with(statement, std::span(params.begin(), params.size()));
}

UtcTime Session::utc_now() {
  if (connection_ == nullptr) throw std::logic_error("a session that was moved from or has ended");
  return connection_->utc_now();
}

std::vector<Statement> Session::prepared() const {
  return connection_->prepared();
}

ReadSession::ReadSession(ReadSession&& other) noexcept : Session(*other.pool_, *other.connection_) {
  other.connection_ = nullptr;
}

ReadSession::~ReadSession() {
  if (connection_ == nullptr) return;
  connection_->rollback();
  pool_->give_back(*connection_);
}

Transaction::Transaction(Transaction&& other) noexcept : Session(*other.pool_, *other.connection_), ids_(other.ids_) {
  other.connection_ = nullptr;
}

Transaction::~Transaction() {
  if (connection_ == nullptr) return;
  connection_->rollback();
  pool_->give_back(*connection_);
}

std::int64_t Transaction::run_exec(const Statement& statement, std::initializer_list<Param> params) {
  if (connection_ == nullptr) throw std::logic_error("a transaction that has ended");
  return connection_->exec(statement, std::span(params.begin(), params.size()));
}

std::int64_t Transaction::next_id() {
  if (ids_ == nullptr) throw std::logic_error("ids inside the making of the node lease");
  return ids_->make<struct AnyTag>().value;
}

void Transaction::commit() {
  if (connection_ == nullptr) throw std::logic_error("a transaction that has ended");
  connection_->commit();
  pool_->give_back(*connection_);
  connection_ = nullptr;
}

}  // namespace liftguard::storage
