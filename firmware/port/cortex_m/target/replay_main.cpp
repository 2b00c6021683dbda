// Replays the inputs of inputs.bin and writes what the engine says to outputs.bin.
#include "firmware/port/cortex_m/stream/replay.hpp"
#include "firmware/port/cortex_m/target/semihosting.hpp"

namespace {

[[gnu::section(".bss.engine_room")]] constinit liftguard::port::EngineRoom engine_room;

}  // namespace

int main() {
  using liftguard::port::SemihostingFile;
  constexpr int kNoFile = 254;
  static SemihostingFile inputs("inputs.bin", SemihostingFile::Mode::read);
  static SemihostingFile outputs("outputs.bin", SemihostingFile::Mode::write);
  if (!inputs.is_open() || !outputs.is_open()) return kNoFile;
  const auto end = liftguard::port::replay_stream(inputs, outputs, engine_room);
  return outputs.flush() ? static_cast<int>(end) : kNoFile;
}
