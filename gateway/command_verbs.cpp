#include "gateway/command_verbs.hpp"

#include <cstdio>
#include <thread>

#include <fmt/format.h>

#include "common/base/clock.hpp"
#include "common/registry/store.hpp"
#include "common/storage/database.hpp"
#include "gateway/commands/asking.hpp"
#include "gateway/commands/listing.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/operator_name.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kLookEvery{100};

int refuse_loudly(const Refusal& refusal) {
  fmt::print(stderr, "{}", commands::describe(refusal));
  return CommandVerbs::kRefused;
}

commands::Command current(storage::Database& database, commands::CommandId id) {
  auto session = database.read();
  return commands::find(session, id).value();
}

int await_answer(storage::Database& database, commands::CommandId id, std::chrono::seconds patience) {
  const SystemSteadyClock steady;
  const SteadyTime end = steady.now() + patience;
  auto command = current(database, id);
  while (commands::is_open(command.state) && steady.now() < end) {
    std::this_thread::sleep_for(kLookEvery);
    command = current(database, id);
  }
  fmt::print("{}", commands::describe(command));
  if (!command.outcome) return CommandVerbs::kNoAnswer;
  return *command.outcome == wire::CommandOutcome::done ? CommandVerbs::kDone : CommandVerbs::kNotDone;
}

}  // namespace

CommandVerbs::CommandVerbs(CLI::App& app)
    : command_(app.add_subcommand("command", "tell a monitor to do something once")),
      commands_(
          app.add_subcommand("commands", "list what monitors were told to do, newest first, with their answers")) {
  command_->fallthrough()->require_subcommand(1);
  command_->add_option("monitor", monitor_, "which monitor")->required();
  command_->add_option("--by", by_, "who asks, for the audit log; else the log-in name");
  command_->add_option("--valid", valid_s_, "seconds in which it may still be done (86400)");
  command_->add_option("--wait", wait_s_, "wait so many seconds for the answer")->check(CLI::Range(1, 86'400));
  configure_ = command_->add_subcommand("configure", "new settings; an empty file takes back those sent before");
  configure_->add_option("file", file_, "settings (TOML)")->required();
  clip_ = command_->add_subcommand("clip", "what the sensors gave, of the last minutes");
  clip_->add_option("when", when_, "MONITOR/JOURNAL/LANE/SEQ, or \"2026-11-22 14:32:05\" (UTC+8)")->required();
  test_ = command_->add_subcommand("self-test", "test itself now");
  identify_ = command_->add_subcommand("identify", "show which one it is");
  identify_->add_option("seconds", seconds_, "for so long (30)")->check(CLI::Range(1U, wire::kMaxIdentifySeconds));
  reboot_ = command_->add_subcommand("reboot", "start anew");
  for (auto* errand : {configure_, clip_, test_, identify_, reboot_}) errand->fallthrough();

  commands_->fallthrough();
  commands_->add_option("monitor", monitor_, "of this monitor alone");
  commands_->add_option("--limit", limit_, "at most this many")->check(CLI::Range(1, 100'000));
}

int CommandVerbs::run(const Config& config) const {
  return command_->parsed() ? issue(config) : list(config);
}

int CommandVerbs::issue(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  const UtcTime now = database->utc_now();
  Result<wire::Errand> errand = wire::Errand{wire::TestNow{}};
  if (configure_->parsed()) errand = commands::read_settings(file_);
  if (clip_->parsed()) errand = commands::parse_clip_request(monitor_, when_, now);
  if (identify_->parsed()) errand = wire::Errand{wire::Identify{seconds_}};
  if (reboot_->parsed()) errand = wire::Errand{wire::Reboot{}};
  if (!errand) return refuse_loudly(errand.error());

  auto tx = database->begin();
  const storage::Actor actor{.name = by_.empty() ? operator_name() : by_, .from = "liftguard-gateway"};
  const auto id = commands::issue(
      tx, {.monitor = monitor_, .errand = *errand, .expires = now + std::chrono::seconds{valid_s_}, .asked_by = actor},
      now);
  if (!id) return refuse_loudly(id.error());
  const bool there = is_online(tx, monitor_);
  tx.commit();
  if (!there) fmt::print("装置不在线，上线后发送 / the monitor is not there: sent when it comes back\n");
  if (wait_s_ > 0) return await_answer(*database, *id, std::chrono::seconds{wait_s_});
  fmt::print("{}", commands::describe(current(*database, *id)));
  return kDone;
}

int CommandVerbs::list(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  if (!monitor_.empty() && !registry::find_monitor(session, monitor_))
    return refuse_loudly(refuse("unknown_monitor", monitor_));
  const auto all =
      monitor_.empty() ? commands::newest(session, limit_) : commands::newest_of(session, monitor_, limit_);
  if (all.empty()) fmt::print("没有指令 / no commands\n");
  for (const auto& command : all) fmt::print("{}", commands::describe(command));
  return kDone;
}

}  // namespace liftguard::gateway
