// A thread of the program: one step after the other, until told to stop.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include <spdlog/spdlog.h>

#include "common/watchdog/watchdog.hpp"

namespace liftguard::monitor {

// Shared by all threads.
struct Ending {
  std::atomic<bool> stopping = false;
  std::atomic<bool> failed = false;  // a thread has ended early
};

class Worker {
 public:
  // `step` says whether it has done what it is for, which counts as progress. What it throws is logged and ends the
  // thread. What is given by reference must outlive it.
  Worker(std::string name, Ending& ending, watchdog::Progress& progress, std::function<bool()> step)
      : thread_([name = std::move(name), &ending, &progress, step = std::move(step)] {
          try {
            while (!ending.stopping)
              if (step()) progress.made();
          } catch (const std::exception& error) {
            spdlog::critical("{}: {}", name, error.what());
            ending.failed = true;
          }
        }) {}
  void join() { thread_.join(); }

 private:
  std::thread thread_;
};

}  // namespace liftguard::monitor
