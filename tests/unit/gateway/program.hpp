// liftguard-gateway as it ships, as a process of its own.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/gateway/plant.hpp"

namespace liftguard::gateway::testing {

// Killed in the destructor when it has not ended by itself.
class Program {
 public:
  Program(const std::filesystem::path& folder, std::vector<std::string> arguments);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const;
  int exit_code();                           // waits for the end; -1: it was killed
  [[nodiscard]] std::string output() const;  // what it has written to both streams

 private:
  std::filesystem::path output_;
  pid_t process_ = -1;
};

// A configuration file for the plant's database, broker and SMS stand-in.
[[nodiscard]] std::filesystem::path write_config(const Plant& plant);

}  // namespace liftguard::gateway::testing
