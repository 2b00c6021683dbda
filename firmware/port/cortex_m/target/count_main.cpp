// Counts the instructions of the engine's step over inputs.bin, sample by sample (a sample: all inputs of one instant),
// and the deepest stack below it. Writes to outputs.bin, little-endian: a loop of 1,000 and one of 2,000 rounds as the
// clock saw them (u32 each), samples (u32), instructions (u64), the worst sample (u32), its time in µs (i64), stack
// bytes (u32), bytes of the engine object (u32).
#include <new>

#include "firmware/port/cortex_m/stream/input_stream.hpp"
#include "firmware/port/cortex_m/stream/replay.hpp"
#include "firmware/port/cortex_m/target/clock.hpp"
#include "firmware/port/cortex_m/target/semihosting.hpp"

extern "C" void known_loop(std::uint32_t rounds);            // startup.S
extern "C" const std::uint32_t stack_bottom[], stack_top[];  // mps2_an386.ld

namespace liftguard::port {
namespace {

[[gnu::section(".bss.engine_room")]] constinit EngineRoom engine_room;

constexpr std::uint32_t kUntouched = 0xC5C5C5C5;  // as startup.S paints the stack

// From `top` down to the last word that anything was written to.
std::uint32_t used_below(const void* top) {
  const auto* word = stack_bottom;
  while (word != stack_top && *word == kUntouched) ++word;
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(top) - reinterpret_cast<std::uintptr_t>(word));
}

struct Counts {
  std::uint32_t samples = 0;
  std::uint64_t instructions = 0;
  std::uint32_t worst = 0;
  engine::Time worst_at{};

  void add(std::uint32_t sample, engine::Time at) {
    ++samples;
    instructions += sample;
    if (sample <= worst) return;
    worst = sample;
    worst_at = at;
  }
};

// All inputs of one instant are one sample.
[[gnu::noinline]] Counts count_all(InputReader& reader, engine::Engine& engine, const InstructionClock& clock) {
  Counts counts;
  auto input = reader.next();
  while (input) {
    const auto at = input->at;
    std::uint32_t sample = 0;
    for (; input && input->at == at; input = reader.next()) sample += clock.count([&] { (void)engine.step(*input); });
    counts.add(sample, at);
  }
  return counts;
}

// The same instructions around the loop whatever its length.
[[gnu::noinline]] std::uint32_t count_loop(const InstructionClock& clock, std::uint32_t rounds) {
  return clock.count([rounds] { known_loop(rounds); });
}

int run(SemihostingFile& inputs, SemihostingFile& outputs) {
  static Setup setup;
  const InstructionClock clock;
  auto thousand = count_loop(clock, 1000);
  auto two_thousand = count_loop(clock, 2000);

  InputReader reader(inputs);
  if (!reader.begin(setup)) return static_cast<int>(ReplayEnd::bad_stream);
  auto* engine = new (engine_room.bytes.data()) engine::Engine(setup.site, setup.parameters);
  auto counts = count_all(reader, *engine, clock);
  if (!reader.ended()) return static_cast<int>(ReplayEnd::bad_stream);
  auto stack = used_below(__builtin_frame_address(0));
  auto object = static_cast<std::uint32_t>(sizeof(engine::Engine));

  ByteWriter writer(outputs);
  walk_all(writer, thousand, two_thousand, counts.samples, counts.instructions, counts.worst, counts.worst_at, stack,
           object);
  return static_cast<int>(ReplayEnd::done);
}

}  // namespace
}  // namespace liftguard::port

int main() {
  using liftguard::port::SemihostingFile;
  constexpr int kNoFile = 254;
  static SemihostingFile inputs("inputs.bin", SemihostingFile::Mode::read);
  static SemihostingFile outputs("outputs.bin", SemihostingFile::Mode::write);
  if (!inputs.is_open() || !outputs.is_open()) return kNoFile;
  const int end = liftguard::port::run(inputs, outputs);
  return outputs.flush() ? end : kNoFile;
}
