// ./liftguard bench engine [--quick]: what the engine costs, on this machine and on the microcontroller.
#include <iostream>
#include <string_view>

#include "simulators/lift/program/record.hpp"
#include "tests/bench/engine/engine_stack.hpp"
#include "tests/bench/engine/host_speed.hpp"
#include "tests/bench/engine/image_sizes.hpp"
#include "tests/bench/rows/row.hpp"
#include "tests/unit/cortex/count.hpp"

namespace liftguard::bench {
namespace {

enum class Extent { full, quick };

using More = std::vector<std::pair<std::string_view, double>>;

void print(std::string_view row, std::vector<double> figures, std::string_view unit, const More& more = {}) {
  print_row(row_line("engine", row, figures, unit, more));
}

std::string trace_of(std::string_view scenario, double minutes) {
  lift::Play play;
  play.minutes = minutes;
  return lift::record(*lift::find_scenario(scenario), play).trace;
}

void time_host(Extent extent) {
  progress("on this machine");
  const bool quick = extent == Extent::quick;
  const auto trace = trace_of("ordinary_day", quick ? 20 : 60);
  print("host_ns_per_sample", nanoseconds_per_sample(trace, quick ? 9 : 25), "ns");
  print("replay_times_real_time", times_real_time(trace, quick ? 5 : 15), "times");
}

// A quick run takes every twelfth scenario; a full one all, a quarter of an hour of each at the most.
void count_instructions(Extent extent) {
  constexpr double kMostMinutes = 15;
  const std::size_t every = extent == Extent::quick ? 12 : 1;
  std::vector<double> means;
  double worst = 0, samples = 0;
  const auto scenarios = lift::all_scenarios();
  for (std::size_t i = 0; i < scenarios.size(); i += every) {
    const auto& scenario = scenarios[i];
    if (scenario.for_ever) continue;
    lift::Play play;
    if (scenario.default_minutes > kMostMinutes) play.minutes = kMostMinutes;
    const auto inputs = cortex::inputs_of(lift::record(scenario, play).trace);
    const auto count = cortex::count_on_target(COUNT_IMAGE, inputs);
    progress("Cortex-M4F: " + std::string(scenario.name) + ", worst " + std::to_string(count.worst) +
             " instructions at " + std::to_string(count.worst_at.time_since_epoch().count() / 1000) + " ms");
    means.push_back(count.mean());
    worst = std::max(worst, static_cast<double>(count.worst));
    samples += count.samples;
  }
  print("cortex_m4_instructions_per_sample", means, "instructions", {{"samples", samples}});
  print("cortex_m4_instructions_per_sample_worst", {worst}, "instructions", {{"samples", samples}});
}

void weigh_image() {
  const auto sizes = sizes_of(REPLAY_IMAGE);
  print("cortex_m4_text_bytes", {sizes.engine_text + sizes.runtime_text}, "bytes",
        {{"engine", sizes.engine_text}, {"runtime", sizes.runtime_text}, {"port_besides", sizes.port_text}});
  print("cortex_m4_ram_bytes", {sizes.engine_object + sizes.engine_data}, "bytes",
        {{"object", sizes.engine_object}, {"globals", sizes.engine_data}, {"port_besides", sizes.port_data}});
}

bool bound_stack() {
  const auto stacks = engine_stacks(TARGET_BUILD);
  if (!stacks) {
    std::cerr << "bench engine: the stack has no bound: " << stacks.error() << '\n';
    return false;
  }
  More entries;
  for (const auto& [entry, bound] : *stacks) {
    progress("stack of " + std::string(entry) + ": " + std::to_string(bound.bytes));
    for (const auto& step : bound.path) progress("  " + step);
    entries.emplace_back(entry, bound.bytes);
  }
  print("cortex_m4_stack_bytes", {static_cast<double>(stacks->front().bound.bytes)}, "bytes", entries);
  return true;
}

int run(Extent extent) {
  time_host(extent);
  weigh_image();
  const bool bounded = bound_stack();
  count_instructions(extent);
  return bounded ? 0 : 1;
}

}  // namespace
}  // namespace liftguard::bench

int main(int count, char** words) {
  using liftguard::bench::Extent;
  const bool quick = count == 2 && std::string_view(words[1]) == "--quick";
  if (count > 1 && !quick) {
    std::cerr << "usage: liftguard-bench-engine [--quick]\n";
    return 2;
  }
  try {
    return liftguard::bench::run(quick ? Extent::quick : Extent::full);
  } catch (const std::exception& error) {
    std::cerr << "bench engine: " << error.what() << '\n';
    return 1;
  }
}
