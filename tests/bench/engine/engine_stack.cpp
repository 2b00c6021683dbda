#include "tests/bench/engine/engine_stack.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string_view name, mangled;
};

constexpr std::array<Entry, 8> kEntries{{
    {"Engine::Engine", "_ZN9liftguard6engine6EngineC"},
    {"Engine::step", "_ZN9liftguard6engine6Engine4step"},
    {"Engine::finish", "_ZN9liftguard6engine6Engine6finish"},
    {"Engine::glance", "_ZNK9liftguard6engine6Engine6glance"},
    {"Engine::restore", "_ZN9liftguard6engine6Engine7restore"},
    {"Engine::kept", "_ZNK9liftguard6engine6Engine4keptEv"},
    {"encode(Kept)", "_ZN9liftguard6engine6encode"},
    {"decode(Kept)", "_ZN9liftguard6engine6decode"},
}};

// Of libgcc 12.2 for this CPU, read off its disassembly: the division pushes 16 bytes and calls one that pushes 32.
const std::map<std::string, std::size_t, std::less<>> kLibgcc{
    {"__aeabi_l2f", 0}, {"__aeabi_ul2f", 0}, {"__popcountsi2", 0}, {"__aeabi_ldivmod", 48}, {"__aeabi_uldivmod", 48}};

}  // namespace

Result<std::vector<EntryStack>> engine_stacks(const fs::path& build) {
  CallGraph graph(kLibgcc);
  for (const auto* part : {"engine/CMakeFiles/lg_engine.dir", "CMakeFiles/lg_runtime.dir"})
    for (const auto& entry : fs::recursive_directory_iterator(build / part)) {
      if (entry.path().extension() != ".ci") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      graph.add(std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
    }
  std::vector<EntryStack> stacks;
  for (const auto& entry : kEntries) {
    auto bound = graph.deepest(entry.mangled);
    if (!bound) return bound.error();
    stacks.push_back({entry.name, std::move(*bound)});
  }
  std::stable_sort(stacks.begin(), stacks.end(),
                   [](const auto& a, const auto& b) { return a.bound.bytes > b.bound.bytes; });
  return stacks;
}

}  // namespace liftguard::bench
