#include "tests/bench/engine/host_speed.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "firmware/engine/engine.hpp"
#include "firmware/port/cortex_m/stream/input_stream.hpp"
#include "tests/unit/cortex/child.hpp"
#include "tests/unit/cortex/target.hpp"

namespace liftguard::bench {
namespace {

using Clock = std::chrono::steady_clock;

// Of this thread alone: what others do on the machine in the meantime does not count.
std::chrono::nanoseconds processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

struct Inputs {
  port::Setup setup;
  std::vector<engine::Input> list;
  std::size_t samples = 0;
};

Inputs inputs_in_memory(std::string_view trace) {
  const auto bytes = cortex::inputs_of(trace);
  cortex::MemorySource source(bytes);
  port::InputReader reader(source);
  Inputs inputs;
  if (!reader.begin(inputs.setup)) throw std::runtime_error("the stream has no beginning");
  while (const auto input = reader.next()) {
    if (inputs.list.empty() || inputs.list.back().at != input->at) ++inputs.samples;
    inputs.list.push_back(*input);
  }
  return inputs;
}

// In seconds, of the trace's last row.
double length_of(std::string_view trace) {
  const auto last = trace.substr(trace.rfind('\n', trace.size() - 2) + 1);
  return std::stod(std::string(last)) / 1000;
}

}  // namespace

std::vector<double> nanoseconds_per_sample(std::string_view trace, int runs) {
  const auto inputs = inputs_in_memory(trace);
  std::vector<double> figures;
  std::size_t events = 0;
  for (int run = 0; run < runs; ++run) {
    const auto engine = std::make_unique<engine::Engine>(inputs.setup.site, inputs.setup.parameters);
    const auto start = processor_time();
    for (const auto& input : inputs.list) events += engine->step(input).size();
    const std::chrono::duration<double, std::nano> took = processor_time() - start;
    figures.push_back(took.count() / static_cast<double>(inputs.samples));
  }
  if (events == 0) throw std::runtime_error("the engine reported nothing: there is nothing to time");
  return figures;
}

std::vector<double> times_real_time(std::string_view trace, int runs) {
  const cortex::Scratch scratch;
  const auto file = scratch.path / "trace.csv";
  std::ofstream(file, std::ios::binary) << trace;
  std::vector<double> figures;
  for (int run = 0; run < runs; ++run) {
    cortex::Child tool;
    tool.words = {REPLAY_TOOL, file.string()};
    const auto start = Clock::now();
    if (run_child(tool, std::chrono::seconds(60)) != 0) throw std::runtime_error("liftguard-replay failed");
    const std::chrono::duration<double> took = Clock::now() - start;
    figures.push_back(length_of(trace) / took.count());
  }
  return figures;
}

}  // namespace liftguard::bench
