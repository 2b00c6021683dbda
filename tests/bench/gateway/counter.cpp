#include "tests/bench/gateway/counter.hpp"

#include "common/wire/topics.hpp"

namespace liftguard::bench {

Counter::Counter(const Door& door, const std::string& client_id, const std::vector<std::uint8_t>& slots, Lane lane)
    : link_(door, client_id) {
  for (const auto slot : slots) link_.subscribe(wire::up_filter(slot, lane), 1);
  link_.pump(std::chrono::milliseconds{100}, [](auto, auto) {});
}

std::uint64_t Counter::run(const std::stop_token& stop, Tally& tally, BenchClock::time_point from,
                           BenchClock::time_point until) {
  std::uint64_t counted = 0;
  while (!stop.stop_requested())
    link_.pump(std::chrono::milliseconds{1}, [&](std::string_view, std::string_view) {
      ++tally.counted;
      const auto now = BenchClock::now();
      if (now >= from && now < until) ++counted;
    });
  return counted;
}

}  // namespace liftguard::bench
