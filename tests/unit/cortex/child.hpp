// Another program, run to its end.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace liftguard::cortex {

struct Child {
  std::vector<std::string> words;                // the program and its arguments
  std::filesystem::path folder = ".";            // where it runs
  std::filesystem::path output = "/dev/null";    // its standard output
  std::filesystem::path problems = "/dev/null";  // its standard error
};

// Its exit status; -1 where a signal ended it. Throws where it does not start; kills it and throws where it takes
// longer.
[[nodiscard]] int run_child(const Child& child, std::chrono::seconds at_most);

// A folder that is gone afterwards.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  std::filesystem::path path;
};

}  // namespace liftguard::cortex
