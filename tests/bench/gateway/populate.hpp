// A town of many lifts with a bound box each, straight through the registry.
#pragma once

#include <cstdint>

#include "common/storage/database.hpp"

namespace liftguard::bench {

// Boxes LG-000001 .. by number, each in the lift of the same number. Those that are there stay as they are.
void populate(storage::Database& database, std::uint32_t lifts);

}  // namespace liftguard::bench
