#include "tests/bench/engine/engine_stack.hpp"

#include <array>
#include <fstream>
#include <iterator>

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kEntries{
    "_ZN9liftguard6engine6EngineC",         // Engine::Engine
    "_ZN9liftguard6engine6Engine4step",     // Engine::step
    "_ZN9liftguard6engine6Engine6finish",   // Engine::finish
    "_ZNK9liftguard6engine6Engine6glance",  // Engine::glance
    "_ZN9liftguard6engine6Engine7restore",  // Engine::restore
    "_ZNK9liftguard6engine6Engine4keptEv",  // Engine::kept
    "_ZN9liftguard6engine6encode",          // encode(Kept)
    "_ZN9liftguard6engine6decode",          // decode(Kept)
};

// Of libgcc 12.2 for this CPU, read off its disassembly: the division pushes 16 bytes and calls one that pushes 32.
const std::map<std::string, std::size_t, std::less<>> kLibgcc{
    {"__aeabi_l2f", 0}, {"__aeabi_ul2f", 0}, {"__popcountsi2", 0}, {"__aeabi_ldivmod", 48}, {"__aeabi_uldivmod", 48}};

}  // namespace

Result<StackBound> engine_stack(const fs::path& build) {
  CallGraph graph(kLibgcc);
  for (const auto* part : {"engine/CMakeFiles/lg_engine.dir", "CMakeFiles/lg_runtime.dir"})
    for (const auto& entry : fs::recursive_directory_iterator(build / part)) {
      if (entry.path().extension() != ".ci") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      graph.add(std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
    }
  StackBound worst;
  for (const auto& entry : kEntries) {
    auto bound = graph.deepest(entry);
    if (!bound) return bound;
    if (bound->bytes > worst.bytes) worst = std::move(*bound);
  }
  return worst;
}

}  // namespace liftguard::bench
