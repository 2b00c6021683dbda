// liftguard-test-alarm: does to a database what a gateway would do, for browser tests that need an order at once.
// `trapped` and `recovered` apply one alarm through common/dispatch in a transaction; `limits` fires what is due.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "common/base/clock.hpp"
#include "common/dispatch/store.hpp"
#include "common/registry/store.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"
#include "schemas/event_kind.hpp"

namespace {

using namespace liftguard;

struct Arguments {
  std::string database;
  std::string monitor;
  std::uint64_t episode = 1;
  std::string facts = R"({"reasons":["outside_zone","door_closed","occupied"],"between":["4","5"],)"
                      R"("position_m":12.4,"occupancy":"occupied","mains":true})";
};

int apply(storage::Database& database, const Arguments& arguments, EventKind kind) {
  const UtcTime now = database.utc_now();
  auto tx = database.begin();
  const auto monitor = registry::find_monitor(tx, arguments.monitor);
  if (!monitor) throw std::runtime_error("there is no monitor " + arguments.monitor);
  dispatch::Alarm alarm;
  alarm.id = tx.make_id<EventId>();
  alarm.monitor = arguments.monitor;
  alarm.journal = 1;
  if (monitor->elevator) alarm.elevator = monitor->elevator;
  alarm.kind = kind;
  alarm.episode = arguments.episode;
  alarm.happened = now;
  alarm.received = now;
  alarm.facts_json = arguments.facts;
  const auto outcome = dispatch::apply_alarm(tx, alarm, now);
  tx.commit();
  if (outcome.order) std::cout << to_string(*outcome.order) << '\n';
  return EXIT_SUCCESS;
}

int fire_limits(storage::Database& database) {
  const SystemSteadyClock steady;
  timers::TimerLoop loop(database, steady);
  dispatch::handle_order_timers(loop);
  std::cout << loop.step(database.utc_now()).fired << '\n';
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"liftguard-test-alarm: one alarm into a database, as a gateway would apply it"};
  cli.require_subcommand(1);
  Arguments arguments;
  cli.add_option("--db", arguments.database, "e.g. sqlite:/tmp/liftguard.db")->required();
  CLI::App* trapped = cli.add_subcommand("trapped", "people are trapped");
  CLI::App* recovered = cli.add_subcommand("recovered", "the box says that it is over");
  for (CLI::App* verb : {trapped, recovered}) {
    verb->add_option("--monitor", arguments.monitor)->required();
    verb->add_option("--episode", arguments.episode);
    verb->add_option("--facts", arguments.facts, "JSON as in common/dispatch/seen.hpp");
  }
  cli.add_subcommand("limits", "fire every limit that is due; prints how many timers ran");
  CLI11_PARSE(cli, argc, argv);

  try {
    const auto database = storage::Database::open(arguments.database);
    if (cli.got_subcommand("limits")) return fire_limits(*database);
    return apply(*database, arguments, cli.got_subcommand(trapped) ? EventKind::trapped : EventKind::recovered);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
  }
}
