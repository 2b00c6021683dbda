// liftguard-admin: what is done to a platform's database from a terminal.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include <sys/stat.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/registry/store.hpp"
#include "common/storage/audit.hpp"
#include "common/storage/restored.hpp"
#include "platform/accounts/secrets.hpp"
#include "platform/admin/seed.hpp"
#include "platform/app/config.hpp"
#include "platform/app/toml_table.hpp"

namespace {

using namespace liftguard;

constexpr int kBadInput = 2;
constexpr std::chrono::milliseconds kPause{15};  // longer than a turn of an import: who waits for the lock gets it

struct Arguments {
  std::filesystem::path config{};
  std::filesystem::path town{};
  admin::TownAccount account{};
  std::string role{};
  std::string trapping{};
  std::string url{};
  std::string database{};  // in place of the configuration's
  bool as_sql = false;
  bool whole_city = false;
};

std::unique_ptr<storage::Database> open(const app::Config& config, storage::Schema schema) {
  return storage::Database::open(config.database_url, {.schema = schema});
}

int refused(const Refusal& refusal) {
  std::cerr << refusal.code << ": " << refusal.detail << '\n';
  return kBadInput;
}

int migrate(const app::Config& config) {
  const auto database = open(config, storage::Schema::migrate);
  std::cout << "database " << storage::printable_url(config.database_url) << " is up to date\n";
  return EXIT_SUCCESS;
}

int seed(const app::Config& config, const Arguments& arguments) {
  const admin::Town town = admin::read_town(arguments.town);
  const auto database = open(config, storage::Schema::require);
  admin::LoginsFile logins(config.data);
  const SystemSteadyClock steady;
  const admin::ImportPace pace{.pause = [] { std::this_thread::sleep_for(kPause); }};
  if (const auto done = admin::seed(*database, town, logins, steady, pace); !done) return refused(done.error());
  std::cout << fmt::format("{} elevators, {} units, {} accounts; first passwords are in {}\n", town.elevators.size(),
                           town.units.size(), town.accounts.size(), (config.data / "logins.json").string());
  return EXIT_SUCCESS;
}

// Of the database that was put back: what must be done before anything is started on it (fault row B16).
int restored(const app::Config& config, const Arguments& arguments) {
  if (arguments.as_sql) {
    std::cout << storage::new_incarnation_script();
    return EXIT_SUCCESS;
  }
  const auto database = open(config, storage::Schema::require);
  const UtcTime now = database->utc_now();
  auto tx = database->begin();
  const std::uint64_t incarnation = storage::begin_new_incarnation(tx);
  storage::append_audit(tx, {.actor = {.name = "系统"}, .action = "database.restored"}, now);
  tx.commit();
  std::cout << fmt::format("incarnation {:016x}: every box sends again what it has kept\n", incarnation);
  return EXIT_SUCCESS;
}

int set_password(const app::Config& config, Arguments arguments) {
  const auto role = accounts::role_named(arguments.role);
  if (!role) return refused(refuse("bad_role", arguments.role));
  arguments.account.role = *role;
  const auto database = open(config, storage::Schema::require);
  admin::LoginsFile logins(config.data);
  const auto extent = arguments.whole_city ? admin::Extent::whole_city : admin::Extent::one_district;
  const auto done = admin::give_first_password(*database, arguments.account, extent, logins);
  if (!done) return refused(done.error());
  std::cout << "the first password is in " << (config.data / "logins.json").string() << '\n';
  return EXIT_SUCCESS;
}

// Printed by `./liftguard up`: where to look, who one can be, what will happen.
int print_logins(const app::Config& config, const Arguments& arguments) {
  const auto database = open(config, storage::Schema::require);
  const admin::LoginsFile logins(config.data);
  std::cout << fmt::format("\n  {}\n\n", arguments.url);
  for (const auto& entry : logins.entries()) {
    std::cout << fmt::format("  {:<18}  {:<20}  {:<16}  {}\n", entry.role, entry.login, entry.password, entry.name);
  }
  auto session = database->read();
  const auto monitor = registry::find_monitor(session, arguments.trapping);
  const auto elevator = monitor ? registry::find_elevator(session, monitor->elevator) : std::nullopt;
  if (elevator) {
    std::cout << fmt::format(
        "\n  一分钟内：电梯 {} {}{} 将发生困人\n  Within a minute people are trapped in elevator {}\n", elevator->code,
        elevator->estate, elevator->place, elevator->code);
  }
  std::cout << std::endl;
  return EXIT_SUCCESS;
}

template <class Verb>
int run(const Arguments& arguments, const Verb& verb) {
  auto config = app::read_config(arguments.config);
  if (!config) return refused(config.error());
  if (!arguments.database.empty()) config->database_url = arguments.database;
  try {
    accounts::set_up_secrets();
    return verb(*config);
  } catch (const app::BadToml& e) {
    return refused(refuse("bad_town", e.what()));
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
  }
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(S_IRWXO);  // the database and logins.json are nobody else's business
  CLI::App cli{"liftguard-admin: database, town and accounts of a platform"};
  cli.require_subcommand(1);
  Arguments arguments;
  const auto add_verb = [&](const char* name, const char* what) {
    CLI::App* verb = cli.add_subcommand(name, what);
    verb->add_option("--config", arguments.config, "configuration file of the platform")->required();
    return verb;
  };
  const auto add_database = [&](CLI::App* verb) {
    verb->add_option("--database", arguments.database, "URL of another database than the configuration's");
    return verb;
  };
  add_database(add_verb("migrate", "make the database, or bring it up to this program's schema"));
  add_verb("seed", "put a town into the database; a second time changes nothing")
      ->add_option("--town", arguments.town, "town file (TOML)")
      ->required();
  add_database(add_verb("restored", "after a restore, before anything is started: makes the boxes send again"))
      ->add_flag("--as-sql", arguments.as_sql, "only print it, for the transaction of a restore");
  CLI::App* account = add_verb("set-password", "a new account, or a new first password for one that exists");
  account->add_option("--login", arguments.account.login)->required();
  account->add_option("--name", arguments.account.name, "of a new account");
  account
      ->add_option("--role", arguments.role,
                   "administrator, dispatcher, regulator, maintenance_main or maintenance_sub")
      ->required();
  account->add_option("--unit", arguments.account.unit, "credit code of the unit of a new maintenance account");
  CLI::Option* district = account->add_option("--district", arguments.account.district,
                                              "code of the district of a new dispatcher or regulator");
  account->add_flag("--whole-city", arguments.whole_city, "a new dispatcher or regulator is of no one district")
      ->excludes(district);
  CLI::App* logins = add_verb("logins", "print the first log-ins");
  logins->add_option("--trapping", arguments.trapping, "monitor of the lift that will trap people");
  logins->add_option("--url", arguments.url, "where the pages are");
  CLI11_PARSE(cli, argc, argv);

  return run(arguments, [&](const app::Config& config) {
    if (cli.got_subcommand("migrate")) return migrate(config);
    if (cli.got_subcommand("seed")) return seed(config, arguments);
    if (cli.got_subcommand("restored")) return restored(config, arguments);
    if (cli.got_subcommand("set-password")) return set_password(config, arguments);
    return print_logins(config, arguments);
  });
}
