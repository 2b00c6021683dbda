#include "common/storage/node_lease.hpp"

#include <chrono>

namespace liftguard::storage {

namespace {

constexpr std::chrono::minutes kLasts{10};
constexpr int kNodes = 1024;  // 10 bits of an id

constexpr Statement kUsed{"node_leases.used", "select node from node_leases order by node desc limit 1"};
constexpr Statement kTakeNew{"node_leases.insert",
                             "insert into node_leases (node, holder, expires_ms) values (:1, :2, :3)"};
constexpr Statement kTakeLapsed{
    "node_leases.take_lapsed",
    "update node_leases set holder = :1, expires_ms = :2 where node = "
    "(select node from node_leases where expires_ms < :3 order by expires_ms, node limit 1) "
    "returning node"};
constexpr Statement kRenew{"node_leases.renew",
                           "update node_leases set expires_ms = :1 where node = :2 and holder = :3"};

}  // namespace

NodeLease::NodeLease(Database& database, std::string holder) : database_(database), holder_(std::move(holder)) {
  const UtcTime now = database_.utc_now();
  Transaction tx = database_.begin_with(nullptr);
  const auto used = tx.query_one(kUsed);
  const int next = used ? used->get<int>(0) + 1 : 0;
  if (next < kNodes) {
    tx.exec(kTakeNew, next, holder_, now + kLasts);
    node_ = static_cast<std::uint16_t>(next);
  } else {
    const auto lapsed = tx.query_one(kTakeLapsed, holder_, now + kLasts, now);
    if (!lapsed) throw DatabaseError("all node numbers are held by live processes");
    node_ = lapsed->get<std::uint16_t>(0);
  }
  tx.commit();
}

NodeLease::~NodeLease() {
  try {
    expire_at(database_.utc_now() - Milliseconds{1});
  } catch (const std::exception&) {
    // The lease lapses by itself.
  }
}

bool NodeLease::renew() {
  return expire_at(database_.utc_now() + kLasts);
}

bool NodeLease::expire_at(UtcTime when) {
  Transaction tx = database_.begin_with(nullptr);
  const bool ours = tx.exec(kRenew, when, static_cast<int>(node_), holder_) == 1;
  tx.commit();
  return ours;
}

}  // namespace liftguard::storage
