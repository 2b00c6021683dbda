#include "tests/unit/cortex/streams.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "common/trace/row_reader.hpp"
#include "firmware/port/cortex_m/stream/replay.hpp"
#include "firmware/port/rows/row_inputs.hpp"

namespace liftguard::cortex {
namespace {

using Outcome = trace::RowReader::Outcome;

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

}  // namespace liftguard::cortex
