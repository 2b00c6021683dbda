// liftguard-simulate: a lift, its people and its sensors, as a trace with its truth or as a live world.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include <spdlog/spdlog.h>
#include <boost/asio/signal_set.hpp>

#include "common/observe/logging.hpp"
#include "common/observe/ready_file.hpp"
#include "simulators/lift/program/arguments.hpp"
#include "simulators/lift/program/record.hpp"

namespace liftguard::lift {
namespace {

constexpr int kUnusable = 2;

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

int write_recording(const Scenario& scenario, const Arguments& arguments) {
  const Recording recording = record(scenario, arguments.live_options.play);
  const std::filesystem::path trace = arguments.out;
  write_file(trace, recording.trace);
  write_file(std::filesystem::path(trace).replace_extension(".truth.json"), trace::write_truth(recording.truth));
  for (const std::string& doubt : recording.doubts) std::cerr << "left open: " << doubt << '\n';
  return EXIT_SUCCESS;
}

int run_live(const Scenario& scenario, const Arguments& arguments) {
  observe::set_up_logging("liftguard-simulate");
  const SystemSteadyClock steady;
  const WallClock wall;
  boost::asio::io_context io;
  boost::asio::signal_set stop(io, SIGTERM, SIGINT);
  stop.async_wait([&io](const boost::system::error_code&, int) { io.stop(); });
  LiveWorld world(io, scenario, arguments.live_options, steady, wall);
  world.begin();
  if (!arguments.ready_file.empty()) observe::write_ready_file(arguments.ready_file);
  spdlog::info("{} at {} times real time on {}", scenario.name, arguments.live_options.speed,
               arguments.live_options.listen.string());
  io.run();
  return EXIT_SUCCESS;
}

int run(int argc, const char* const* argv) {
  const auto arguments = parse_arguments(argc, argv);
  if (!arguments) {
    const bool help = arguments.error().code == "help";
    (help ? std::cout : std::cerr) << arguments.error().detail << '\n';
    return help ? EXIT_SUCCESS : kUnusable;
  }
  if (arguments->list) {
    std::cout << scenario_list();
    return EXIT_SUCCESS;
  }
  const Scenario& scenario = *find_scenario(arguments->scenario);
  return arguments->live ? run_live(scenario, *arguments) : write_recording(scenario, *arguments);
}

}  // namespace
}  // namespace liftguard::lift

int main(int argc, char** argv) {
  try {
    return liftguard::lift::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "liftguard-simulate: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
