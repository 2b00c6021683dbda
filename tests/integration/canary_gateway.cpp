// A gateway with a planted bug, "confirm before commit": it tells boxes that their records are safe before they are,
// and dies between the two now and then. The kill tests' oracle must turn red on it, or it is blind. Never shipped.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <stop_token>
#include <string>
#include <thread>

#include "common/observe/ready_file.hpp"
#include "gateway/config.hpp"
#include "gateway/run.hpp"

int main(int argc, char** argv) {
  using namespace liftguard;
  if (argc != 5 || std::string(argv[1]) != "--config" || std::string(argv[3]) != "--ready-file") return 2;
  const auto config = gateway::read_config(argv[2]);
  if (!config) return 2;

  std::mt19937 random(std::random_device{}());
  gateway::RunOptions options;
  options.ready = [&] { observe::write_ready_file(argv[4]); };
  options.faults.before_commit = [&](const std::function<void()>& release) {
    release();
    if (random() % 4 != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});  // the confirmations reach the boxes
    kill(getpid(), SIGKILL);
  };
  gateway::run(*config, options);
  return 0;
}
