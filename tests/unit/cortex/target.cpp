#include "tests/unit/cortex/target.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

#include "common/trace/row_reader.hpp"
#include "firmware/port/cortex_m/stream/event_stream.hpp"
#include "firmware/port/cortex_m/stream/replay.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/replay/event_json.hpp"
#include "tests/unit/cortex/child.hpp"

namespace liftguard::cortex {
namespace {

namespace fs = std::filesystem;
using Outcome = trace::RowReader::Outcome;

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

bool MemorySource::read(std::span<std::uint8_t> into) {
  if (bytes_.size() - at_ < into.size()) return false;
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), into.size(), into.begin());
  at_ += into.size();
  return true;
}

Bytes inputs_of(std::string_view text) {
  MemorySink sink;
  port::InputWriter writer(sink);
  trace::RowReader reader;
  bool begun = false;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto outcome = reader.push(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (outcome == Outcome::error) throw std::runtime_error(trace::describe("trace", reader.error()));
    if (outcome != Outcome::row) continue;
    if (!begun) {
      port::Setup setup;
      setup.site = port::site_of(reader.header()).value();
      writer.begin(setup);
      begun = true;
    }
    const port::RowInputs inputs(reader.row());
    for (const auto& input : inputs.inputs()) writer.add(input);
  }
  writer.end();
  return std::move(sink.bytes);
}

Bytes outputs_on_host(const Bytes& inputs) {
  MemorySource source(inputs);
  MemorySink sink;
  const auto room = std::make_unique<port::EngineRoom>();
  if (port::replay_stream(source, sink, *room) != port::ReplayEnd::done)
    throw std::runtime_error("the host cannot read the stream");
  return std::move(sink.bytes);
}

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
