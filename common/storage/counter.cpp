#include "common/storage/counter.hpp"

#include <fmt/format.h>

namespace liftguard::storage {

namespace {

constexpr Statement kNext{"counters.next", "update counters set value = value + 1 where name = :1 returning value"};

}  // namespace

std::int64_t next_number(Transaction& tx, std::string_view counter) {
  const auto row = tx.query_one(kNext, counter);
  if (!row) throw DatabaseError(fmt::format("no counter is called {}", counter));
  return row->get<std::int64_t>(0);
}

}  // namespace liftguard::storage
