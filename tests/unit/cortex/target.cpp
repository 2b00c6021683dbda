#include "tests/unit/cortex/target.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "firmware/port/cortex_m/stream/event_stream.hpp"
#include "simulators/replay/event_json.hpp"
#include "tests/unit/cortex/child.hpp"

namespace liftguard::cortex {
namespace {

namespace fs = std::filesystem;

void put_file(const fs::path& path, const Bytes& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

Bytes get_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Bytes outputs_on_target(const fs::path& image, const Bytes& inputs, Clock clock, std::chrono::seconds at_most) {
  const Scratch scratch;
  put_file(scratch.path / "inputs.bin", inputs);
  Child emulator;
  emulator.folder = scratch.path;
  emulator.problems = "emulator.log";
  emulator.words = {LIFTGUARD_QEMU_ARM,
                    "-machine",
                    "mps2-an386",
                    "-nographic",
                    "-monitor",
                    "none",
                    "-serial",
                    "none",
                    "-kernel",
                    image.string(),
                    "-semihosting-config",
                    "enable=on,target=native"};
  if (clock == Clock::by_instruction)
    emulator.words.insert(emulator.words.end(),
                          {"-icount", "shift=" + std::to_string(kInstructionShift) + ",align=off,sleep=off"});
  const int status = run_child(emulator, at_most);
  if (status != 0) {
    const auto log = get_file(scratch.path / "emulator.log");
    throw std::runtime_error("the target ended with status " + std::to_string(status) + "\n" +
                             std::string(log.begin(), log.end()));
  }
  return get_file(scratch.path / "outputs.bin");
}

std::string event_lines(const Bytes& outputs) {
  MemorySource source(outputs);
  port::EventReader reader(source);
  std::string lines;
  while (const auto event = reader.next()) replay::append_json(lines, *event);
  if (!reader.complete()) throw std::runtime_error("the target's stream breaks off");
  return lines;
}

}  // namespace liftguard::cortex
