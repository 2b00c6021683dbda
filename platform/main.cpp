// liftguard-platform: the HTTP API, live updates and the pages.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <sys/stat.h>

#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "common/observe/endpoint.hpp"
#include "common/observe/logging.hpp"
#include "common/observe/process_metrics.hpp"
#include "common/observe/ready_file.hpp"
#include "common/observe/stop_signal.hpp"
#include "common/storage/database_metrics.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/app/application.hpp"
#include "platform/app/config.hpp"
#include "platform/live/service.hpp"

namespace {

using namespace liftguard;

constexpr int kBadConfig = 2;
constexpr std::chrono::milliseconds kDrain{1'200};        // the whole stop takes less than 2 s
constexpr std::chrono::milliseconds kBusyTimeout{1'000};  // a blocked handler must not outlive the stop
constexpr std::chrono::milliseconds kClockJump{2'000};
constexpr std::chrono::seconds kAnswersLately{5};

// Follows the database's clock while it drifts. A jump is not followed: the times of taps stay on the steady clock, so
// that no limit passes early or late because somebody set the clock (fault row D1).
void follow_clock(storage::Database& database, AnchoredCivilClock& clock) {
  const UtcTime source = database.utc_now();
  const auto moved = source - clock.utc_now();
  if (moved > kClockJump || moved < -kClockJump) {
    spdlog::error("the database's clock jumped by {} ms; restart all servers once it is right", moved.count());
    return;
  }
  clock.anchor(source);
}

// A database that is away for a while is waited for: pages answer "busy" meanwhile, and go on by themselves (fault row
// B13). False: it did not answer.
bool try_to_follow_clock(storage::Database& database, AnchoredCivilClock& clock) {
  try {
    follow_clock(database, clock);
    return true;
  } catch (const storage::Busy& busy) {
    spdlog::warn("the clock waits for the database: {}", busy.what());
    return false;
  }
}

// For those who watch the platform: it can do its work when its database answers.
class Watched {
 public:
  Watched(const app::Config& config, observe::Metrics& metrics, const SteadyClock& steady, const http::Server& server)
      : steady_(steady) {
    answered();
    observe::add_process_metrics(metrics);
    auto& connections = metrics.gauge("liftguard_platform_connections", "Open HTTP connections, live pages included.");
    metrics.before_collecting([&] { connections.set(static_cast<double>(server.connections())); });
    if (!config.observe) return;
    endpoint_ = std::make_unique<observe::Endpoint>(*config.observe, metrics,
                                                    observe::Probes{{}, [this] { return not_ready(); }});
    spdlog::info("metrics on http://{}:{}/metrics", config.observe->address, endpoint_->port());
  }

  void answered() { answered_us_ = steady_.now().time_since_epoch().count(); }

 private:
  [[nodiscard]] std::string not_ready() const {
    const auto quiet = steady_.now().time_since_epoch() - std::chrono::microseconds{answered_us_};
    return quiet < kAnswersLately ? "" : "the database does not answer";
  }

  const SteadyClock& steady_;
  std::atomic<std::int64_t> answered_us_{0};
  std::unique_ptr<observe::Endpoint> endpoint_;
};

int serve(const app::Config& config, const std::filesystem::path& ready_file, observe::StopSignal& stop) {
  accounts::set_up_secrets();
  const SystemSteadyClock steady;
  observe::Metrics metrics;
  const auto database = storage::Database::open(config.database_url, {.busy_timeout = kBusyTimeout});
  const storage::DatabaseMetrics commits(*database, config.database_url, metrics, steady);
  AnchoredCivilClock clock(steady, database->utc_now());

  std::atomic<bool> failed{false};
  const auto on_fatal = [&failed](const std::string& reason) {
    spdlog::critical("the database failed: {}", reason);
    failed = true;
  };
  std::int64_t start = 0;
  {
    auto session = database->read();
    start = live::first_change_to_remember(session);
  }
  live::Hub hub(start, {});
  http::StaticFiles files = config.dist.empty() ? http::StaticFiles{} : http::StaticFiles{config.dist};
  spdlog::info("{} files of pages", files.size());
  app::Application application({*database, clock, hub, config.policy, config.http.transport}, std::move(files),
                               config.origin, on_fatal);
  http::Server server(application, config.http);
  live::ServiceOptions live_options;
  live_options.session = config.policy.session;
  const live::Service live(*database, clock, hub, start, live_options, on_fatal);
  server.start();
  spdlog::info("serving on {}:{}", config.http.address, server.port());
  if (!ready_file.empty()) observe::write_ready_file(ready_file, server.port());

  Watched watched(config, metrics, steady, server);
  while (!stop.wait_for(std::chrono::seconds{1}) && !failed)
    if (try_to_follow_clock(*database, clock)) watched.answered();
  spdlog::info("stopping");
  server.stop(kDrain);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(S_IRWXO);  // the write-ahead log is a part of the database
  CLI::App cli{"liftguard-platform: HTTP API, live updates and pages"};
  std::filesystem::path config_file;
  std::filesystem::path ready_file;
  cli.add_option("--config", config_file, "configuration file (TOML)")->required();
  cli.add_option("--ready-file", ready_file, "written once the server serves");
  CLI11_PARSE(cli, argc, argv);

  observe::StopSignal stop;
  observe::set_up_logging("platform");
  const auto config = app::read_config(config_file);
  if (!config) {
    std::cerr << config.error().detail << '\n';
    return kBadConfig;
  }
  try {
    return serve(*config, ready_file, stop);
  } catch (const std::exception& e) {
    spdlog::critical("{}", e.what());
    return EXIT_FAILURE;
  }
}
