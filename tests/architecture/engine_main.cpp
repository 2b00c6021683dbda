// liftguard-test-engine TRACE.csv: what the engine makes of a trace, as bytes on standard output.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/unit/cortex/streams.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string trace{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  try {
    const auto outputs = liftguard::cortex::outputs_on_host(liftguard::cortex::inputs_of(trace));
    return std::fwrite(outputs.data(), 1, outputs.size(), stdout) == outputs.size() && std::fflush(stdout) == 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "liftguard-test-engine: %s\n", error.what());
    return 1;
  }
}
