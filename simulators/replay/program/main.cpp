// liftguard-replay: what the box would have reported.
#include <iostream>

#include "simulators/replay/program/tasks.hpp"

int main(int argc, char** argv) {
  using namespace liftguard;
  try {
    const auto arguments = replay::parse_arguments(argc, argv);
    const auto status = arguments ? replay::run_task(*arguments) : Result<int>(arguments.error());
    if (status) return *status;
    std::cerr << "liftguard-replay: " << status.error().detail << '\n';
  } catch (const std::exception& error) {
    std::cerr << "liftguard-replay: " << error.what() << '\n';
  }
  return replay::kUnusable;
}
