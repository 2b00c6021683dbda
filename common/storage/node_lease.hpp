// A process's node number for its IdMaker, leased in the database: no two live processes hold the same one.
//
// A lease lasts ten minutes by the database's clock. Numbers never used come first, then the one that lapsed longest
// ago, so that a process killed without giving its number back does no harm.
#pragma once

#include <cstdint>
#include <string>

#include "common/storage/database.hpp"

namespace liftguard::storage {

class NodeLease {
 public:
  // Throws DatabaseError when all 1,024 numbers are held. `holder` names the process for people who look.
  NodeLease(Database& database, std::string holder);
  NodeLease(const NodeLease&) = delete;
  NodeLease& operator=(const NodeLease&) = delete;
  ~NodeLease();  // gives the number back; errors are swallowed, the lease then lapses by itself

  [[nodiscard]] std::uint16_t node() const { return node_; }

  // To be called at least every five minutes. False: the lease was lost (the process slept too long) and no id may be
  // made any more.
  [[nodiscard]] bool renew();

 private:
  bool expire_at(UtcTime when);  // false: not ours any more

  Database& database_;
  std::string holder_;
  std::uint16_t node_ = 0;
};

}  // namespace liftguard::storage
