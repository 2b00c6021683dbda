#include "common/storage/counter.hpp"

#include <fmt/format.h>

namespace liftguard::storage {

namespace {

constexpr Statement kNext{"counters.next", "update counters set value = value + :2 where name = :1 returning value"};

}  // namespace

std::int64_t next_number(Transaction& tx, std::string_view counter) {
  return next_numbers(tx, counter, 1);
}

std::int64_t next_numbers(Transaction& tx, std::string_view counter, std::size_t count) {
  const auto taken = static_cast<std::int64_t>(count);
  const auto row = tx.query_one(kNext, counter, taken);
  if (!row) throw DatabaseError(fmt::format("no counter is called {}", counter));
  return row->get<std::int64_t>(0) - taken + 1;
}

}  // namespace liftguard::storage
