// liftguard-monitor: the program of the box in the car.
#include <chrono>
#include <iostream>

#include <CLI/CLI.hpp>

#include "common/observe/logging.hpp"
#include "common/observe/stop_signal.hpp"
#include "firmware/monitor/run.hpp"

int main(int argc, char** argv) {
  CLI::App app{"The lift monitor: reads the sensors, detects, and reports what must not be lost."};
  std::filesystem::path file;
  app.add_option("--config", file, "configuration file (TOML)")->required();
  CLI11_PARSE(app, argc, argv);

  const auto config = liftguard::monitor::load_config(file);
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return 2;
  }
  liftguard::observe::set_up_logging("monitor");
  liftguard::observe::StopSignal signal;
  try {
    return liftguard::monitor::run(*config, [&] { return signal.wait_for(std::chrono::milliseconds(200)); });
  } catch (const std::exception& error) {
    spdlog::critical("{}", error.what());
    return 1;
  }
}
