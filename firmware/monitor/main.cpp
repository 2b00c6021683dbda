// liftguard-monitor: the program of the box in the car.
#include <chrono>
#include <iostream>

#include <CLI/CLI.hpp>

#include "common/observe/logging.hpp"
#include "common/observe/stop_signal.hpp"
#include "firmware/monitor/config_check.hpp"
#include "firmware/monitor/name_resolution.hpp"
#include "firmware/monitor/provisioning.hpp"
#include "firmware/monitor/run.hpp"
#include "firmware/monitor/status/status.hpp"
#include "firmware/monitor/wall_time.hpp"

int main(int argc, char** argv) {
  CLI::App app{"The lift monitor: reads the sensors, detects, and reports what must not be lost."};
  std::filesystem::path file;
  app.add_option("--config", file, "configuration file (TOML)")->required();
  auto* provision = app.add_subcommand("provision", "make the box's key and the request for its certificate");
  provision->fallthrough();
  auto existing = liftguard::monitor::Existing::keep;
  provision->add_flag_callback(
      "--anew", [&] { existing = liftguard::monitor::Existing::replace; }, "replace the key there is");
  auto* install = app.add_subcommand("install", "take the signed certificate into use");
  install->fallthrough();
  liftguard::monitor::Signed given;
  install->add_option("CERTIFICATE", given.certificate, "MONITOR.crt, as liftguard-signer made it")->required();
  install->add_option("--broker-ca", given.broker_ca, "broker-ca.crt, which vouches for the broker");
  auto* check = app.add_subcommand("check", "say whether the configuration is good, and what of it cannot work here");
  check->fallthrough();
  auto* status =
      app.add_subcommand("status", "say how the running monitor is: exit 0 well, 1 wants attention, 3 not running");
  status->fallthrough();
  CLI11_PARSE(app, argc, argv);

  const auto config = liftguard::monitor::load_config(file);
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return 2;
  }
  if (check->parsed()) return liftguard::monitor::check(*config);
  if (status->parsed()) return liftguard::monitor::print_status(config->data);
  liftguard::observe::set_up_logging("monitor");
  try {
    if (provision->parsed()) return liftguard::monitor::provision(*config, existing);
    if (install->parsed()) {
      const auto now = liftguard::monitor::told_time(liftguard::monitor::host_time(), std::nullopt, {});
      return liftguard::monitor::install(*config, given, now);
    }
    liftguard::monitor::bound_name_resolution();
    liftguard::observe::StopSignal signal;
    return liftguard::monitor::run(*config, [&] { return signal.wait_for(std::chrono::seconds(1)); });
  } catch (const std::exception& error) {
    spdlog::critical("{}", error.what());
    return 1;
  }
}
