// How fast the gateway's writer takes messages that wait in its intake already, and how fast the same rows go into the
// same table by the engine's own interface alone, in transactions of the same size. No broker, no network.
#pragma once

#include <cstdint>
#include <string>

namespace liftguard::bench {

struct WriterLoad {
  std::string database_url;     // migrated and populated with as many boxes
  std::uint32_t boxes = 1'000;  // whose messages take turns
  std::size_t messages = 50'000;
  std::uint64_t journal = 1;  // another one each run: nothing may be a repeat
};

// Messages a second, from the first take to the last commit.
[[nodiscard]] double writer_speed(const WriterLoad& load);

// Rows a second. Into monitor_events, as the writer would have written them.
[[nodiscard]] double bare_insert_speed(const WriterLoad& load);

}  // namespace liftguard::bench
