#include "tests/unit/cortex/count.hpp"

#include <stdexcept>

namespace liftguard::cortex {

Count count_on_target(const std::filesystem::path& image, const Bytes& inputs) {
  const auto outputs = outputs_on_target(image, inputs, Clock::by_instruction);
  MemorySource source(outputs);
  port::ByteReader reader(source);
  Count count;
  walk_all(reader, count.loop_of_1000, count.loop_of_2000, count.samples, count.instructions, count.worst,
           count.worst_at, count.stack_bytes, count.engine_bytes);
  if (!reader.good() || count.samples == 0) throw std::runtime_error("the target did not count");
  return count;
}

}  // namespace liftguard::cortex
