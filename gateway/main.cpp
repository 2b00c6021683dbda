// liftguard-gateway: takes what the boxes report, makes rescue orders of it, watches their limits, sends their notices.
#include <chrono>
#include <exception>
#include <filesystem>
#include <stop_token>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include "common/observe/logging.hpp"
#include "common/observe/ready_file.hpp"
#include "common/observe/stop_signal.hpp"
#include "common/registry/proving.hpp"
#include "common/storage/database.hpp"
#include "gateway/certificates/store.hpp"
#include "gateway/clip_list.hpp"
#include "gateway/clips/clip_files.hpp"
#include "gateway/command_verbs.hpp"
#include "gateway/config.hpp"
#include "gateway/dead_letters.hpp"
#include "gateway/health_verb.hpp"
#include "gateway/ingest_verbs.hpp"
#include "gateway/proving/watch.hpp"
#include "gateway/revoke_verb.hpp"
#include "gateway/rollout_verbs.hpp"
#include "gateway/run.hpp"
#include "gateway/upload_verbs.hpp"

namespace {

namespace gateway = liftguard::gateway;
namespace observe = liftguard::observe;

// EX_TEMPFAIL of sysexits.h: nothing is wrong, start it again.
enum Exit : int { kDone = 0, kFailed = 1, kBadConfig = 2, kFenced = 75 };

struct Options {
  std::filesystem::path config;
  std::filesystem::path ready_file;
  int limit = 100;
  std::string event;              // whose clip
  std::filesystem::path clip_to;  // empty: list them
};

int serve(const gateway::Config& config, const Options& options) {
  observe::StopSignal signal;
  std::stop_source stop;
  // Waits for the signal beside the gateway; ends with it too, when the gateway ends by itself.
  const std::jthread watcher([&](const std::stop_token& ended) {
    while (!ended.stop_requested())
      if (signal.wait_for(std::chrono::milliseconds{100})) {
        stop.request_stop();
        return;
      }
  });
  gateway::RunOptions how;
  how.stop = stop.get_token();
  how.ready = [&] {
    if (!options.ready_file.empty()) observe::write_ready_file(options.ready_file);
  };
  gateway::run(config, how);
  spdlog::info("stopped");
  return kDone;
}

int list_dead_letters(const gateway::Config& config, const Options& options) {
  const auto database = liftguard::storage::Database::open(config.database_url);
  auto session = database->read();
  const auto letters = gateway::dead_letters(session, options.limit);
  if (letters.empty()) fmt::print("没有死信 / no dead letters\n");
  for (const auto& letter : letters) fmt::print("{}", gateway::describe(letter));
  return kDone;
}

int list_unproven(const gateway::Config& config, const Options& options) {
  const auto database = liftguard::storage::Database::open(config.database_url);
  const auto now = database->utc_now();
  auto session = database->read();
  fmt::print("{} 台电梯未经验证 / elevators unproven\n", liftguard::registry::count_unproven(session, now));
  for (const auto& elevator : liftguard::registry::unproven_elevators(session, now, options.limit))
    fmt::print("{}", gateway::describe(elevator));
  return kDone;
}

int list_certificates(const gateway::Config& config, const Options& options) {
  const auto database = liftguard::storage::Database::open(config.database_url);
  auto session = database->read();
  const auto requests = gateway::certificates::newest(session, options.limit);
  if (requests.empty()) fmt::print("没有证书申请 / no certificate was asked for\n");
  for (const auto& request : requests) fmt::print("{}", gateway::certificates::describe(request));
  return kDone;
}

int show_clips(const gateway::Config& config, const Options& options) {
  const auto database = liftguard::storage::Database::open(config.database_url);
  if (options.event.empty()) {
    auto session = database->read();
    for (const auto& clip : gateway::newest_clips(session, options.limit)) fmt::print("{}", gateway::describe(clip));
    return kDone;
  }
  const auto folder = gateway::ClipFiles::folder_in(config.files);
  const auto clip = gateway::export_clip(*database, folder, options.event, options.clip_to);
  if (!clip) {
    spdlog::error("{}", clip.error().detail);
    return kFailed;
  }
  fmt::print("{}", gateway::describe(*clip));
  return kDone;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The gateway of liftguard");
  Options options;
  app.add_option("--config", options.config, "configuration file (TOML)")->required();
  app.add_option("--ready-file", options.ready_file, "written once it serves");
  auto* letters = app.add_subcommand("dead-letters", "list what was set aside, newest first");
  letters->fallthrough();
  letters->add_option("--limit", options.limit, "at most this many")->check(CLI::Range(1, 100'000));
  auto* unproven =
      app.add_subcommand("unproven", "list the elevators without a good self-test for 72 h, longest first");
  unproven->fallthrough();
  unproven->add_option("--limit", options.limit, "at most this many")->check(CLI::Range(1, 100'000));
  auto* certificates =
      app.add_subcommand("certificates", "list what boxes asked of the authority and what became of it, newest first");
  certificates->fallthrough();
  certificates->add_option("--limit", options.limit, "at most this many")->check(CLI::Range(1, 100'000));
  auto* clips = app.add_subcommand("clips", "list the clips of events, newest first, or write one as a file");
  clips->fallthrough();
  clips->add_option("--limit", options.limit, "at most this many")->check(CLI::Range(1, 100'000));
  auto* event = clips->add_option("event", options.event, "MONITOR/JOURNAL/LANE/SEQ, as the list says");
  auto* output =
      clips->add_option("-o,--output", options.clip_to, "the packed clip; liftguard-replay --clip makes a trace of it");
  event->needs(output);
  output->needs(event);
  const gateway::CommandVerbs command_verbs(app);
  const gateway::RolloutVerbs rollout_verbs(app);
  const gateway::HealthVerb health_verb(app);
  const gateway::IngestVerbs ingest_verbs(app);
  const gateway::UploadVerbs upload_verbs(app);
  const gateway::RevokeVerb revoke_verb(app);
  CLI11_PARSE(app, argc, argv);

  observe::set_up_logging("gateway");
  const auto config = gateway::read_config(options.config);
  if (!config) {
    spdlog::critical("{}", config.error().detail);
    return kBadConfig;
  }
  try {
    if (letters->parsed()) return list_dead_letters(*config, options);
    if (clips->parsed()) return show_clips(*config, options);
    if (certificates->parsed()) return list_certificates(*config, options);
    if (unproven->parsed()) return list_unproven(*config, options);
    if (command_verbs.parsed()) return command_verbs.run(*config);
    if (rollout_verbs.parsed()) return rollout_verbs.run(*config);
    if (health_verb.parsed()) return health_verb.run(*config);
    if (ingest_verbs.parsed()) return ingest_verbs.run(*config);
    if (upload_verbs.parsed()) return upload_verbs.run(*config);
    if (revoke_verb.parsed()) return revoke_verb.run(*config);
    return serve(*config, options);
  } catch (const liftguard::storage::SchemaError& e) {
    spdlog::critical("{}", e.what());
    return kBadConfig;
  } catch (const liftguard::storage::Fenced& e) {
    spdlog::critical("{}; to be started again", e.what());
    return kFenced;
  } catch (const std::exception& e) {
    spdlog::critical("ended: {}", e.what());
    return kFailed;
  }
}
