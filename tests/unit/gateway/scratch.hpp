// A folder that goes with its test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace liftguard::gateway::testing {

struct Scratch {
  Scratch() {
    std::string shape = (std::filesystem::temp_directory_path() / "gateway-test-XXXXXX").string();
    path = ::mkdtemp(shape.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::filesystem::path path;
};

}  // namespace liftguard::gateway::testing
