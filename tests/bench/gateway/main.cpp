// What the benches of the gateway are made of: a town, a load on its broker, the writer alone. The rows themselves are
// made of these by tests/bench/gateway/*.mjs.
#include <exception>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/storage/database.hpp"
#include "tests/bench/gateway/load.hpp"
#include "tests/bench/gateway/populate.hpp"
#include "tests/bench/gateway/writer_speed.hpp"

namespace {

using namespace liftguard;

void add_door(CLI::App& app, bench::Door& door) {
  app.add_option("--host", door.host);
  app.add_option("--port", door.port)->required();
  app.add_option("--ca", door.ca)->required();
  app.add_option("--certificate", door.certificate)->required();
  app.add_option("--key", door.key)->required();
}

void add_load(CLI::App& app, bench::LoadOptions& load, int& seconds, std::string& lane) {
  add_door(app, load.door);
  app.add_option("--first", load.first, "number of the first box");
  app.add_option("--boxes", load.boxes);
  app.add_option("--connections", load.connections)->check(CLI::Range(1, 64));
  app.add_option("--lane", lane)->check(CLI::IsMember({"event", "bulk"}));
  app.add_option("--rate", load.per_second, "messages a second of all boxes; as fast as the window allows without it");
  app.add_option("--window", load.window, "unconfirmed messages of all boxes");
  app.add_option("--alarms", load.alarms_per_second, "alarms a second, one a box");
  app.add_flag("--flood", load.flood, "one more box sends events as fast as it can");
  app.add_flag("--births", load.births, "every box is born first");
  app.add_option("--journal", load.journal);
  app.add_option("--seconds", seconds)->check(CLI::Range(1, 3'600));
  app.add_flag_callback(
      "--plain", [&] { load.feedback = bench::Feedback::plain; }, "JSON, as Node-RED likes it");
  app.add_flag_callback(
      "--count", [&] { load.feedback = bench::Feedback::counting; },
      "measure the broker with subscribers that only count");
}

void add_writer(CLI::App& app, bench::WriterLoad& load) {
  app.add_option("--database", load.database_url)->required();
  app.add_option("--boxes", load.boxes);
  app.add_option("--messages", load.messages);
  app.add_option("--journal", load.journal);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Parts of the gateway's benches");
  app.require_subcommand(1);
  std::string database_url;
  std::uint32_t lifts = 1'000;
  auto* populate = app.add_subcommand("populate", "a database with many lifts, each with its box");
  populate->add_option("--database", database_url)->required();
  populate->add_option("--lifts", lifts);

  bench::LoadOptions load;
  int seconds = 10;
  std::string lane = "event";
  auto* load_verb = app.add_subcommand("load", "a load on a broker and the gateway behind it, as one JSON object");
  add_load(*load_verb, load, seconds, lane);

  bench::WriterLoad writing;
  auto* writer = app.add_subcommand("writer", "messages a second of the writer alone");
  add_writer(*writer, writing);
  auto* bare = app.add_subcommand("bare", "rows a second of bare inserts");
  add_writer(*bare, writing);
  CLI11_PARSE(app, argc, argv);

  try {
    if (populate->parsed()) {
      const auto database = storage::Database::open(database_url, {.schema = storage::Schema::migrate});
      bench::populate(*database, lifts);
    }
    load.measure = std::chrono::seconds{seconds};
    load.lane = lane == "bulk" ? Lane::bulk : Lane::event;
    if (load_verb->parsed()) fmt::print("{}\n", bench::run_load(load));
    if (writer->parsed()) fmt::print("{:.1f}\n", bench::writer_speed(writing));
    if (bare->parsed()) fmt::print("{:.1f}\n", bench::bare_insert_speed(writing));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "liftguard-bench-gateway: {}\n", e.what());
    return 1;
  }
}
