// [sensors] of the configuration with the box's own hardware.
#include <catch2/catch.hpp>

#include "firmware/monitor/config.hpp"
#include "firmware/monitor/config/settable.hpp"
#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using engine::Sensor;
using engine::Switch;

namespace {

const std::string kAround = R"(
monitor = "LG-000001"
data = "data"
[broker]
host = "localhost"
port = 8883
ca = "ca.crt"
certificate = "box.crt"
key = "box.key"
)";

Result<Config> parse(const std::string& sensors, const std::filesystem::path& folder = "/etc/liftguard") {
  return parse_config(kAround + "[sensors]\nsource = \"hardware\"\n" + sensors, folder / "f.toml");
}

void put(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("hardware as source: every key, with the lift of the site file") {
  const test::Folder folder;
  put(folder.path() / "lift.toml",
      "rated_speed = 1.75\nfloors = \"1:0 2:4.5\"\nstart_floor = \"2\"\n[parameters]\ntrapped_s = 20\nstopped_s = 9\n");
  const auto config = parse(R"(
site = "lift.toml"
mounting = "y,-x,z"
temperature = "hwmon:lm75"
mains = "AC"
battery = "BAT0"
accelerometer = { device = "lis2dh12_accel", hz = 50, trigger = "trigger0" }
barometer = { device = "bmp280" }
[sensors.lines]
door = "door-open"
button = { line = "alarm-button", active = "low" }
[engine]
stopped_s = 11
[testing]
root = "kernel"
lines = "lines"
)",
                            folder.path());
  REQUIRE(config.has_value());
  const auto& source = std::get<HardwareSource>(config->sensors);
  CHECK(source.site.floor_count == 2);
  CHECK(source.site.rated_speed_mps == 1.75F);
  CHECK(config->parameters.trapped_s == 20.0F);
  CHECK(config->parameters.stopped_s == 11.0F);  // [engine] counts before the site file
  const auto& options = source.options;
  CHECK(options.root == folder.path() / "kernel");
  CHECK(source.line_file == folder.path() / "lines");
  CHECK(options.accelerometer->device == "lis2dh12_accel");
  CHECK(options.accelerometer->frequency_hz == 50);
  CHECK(options.accelerometer->trigger == "trigger0");
  CHECK(options.barometer->frequency_hz == 25);
  CHECK(options.mounting.apply({1, 2, 3}) == std::array<double, 3>{2, -1, 3});
  CHECK(options.temperature->name == "lm75");
  CHECK(options.power.mains == "AC");
  CHECK(options.power.battery == "BAT0");
  REQUIRE(options.lines.size() == 2);
  CHECK(options.lines[0].which == Switch::door);
  CHECK(options.lines[0].polarity == port::Polarity::active_high);
  CHECK(options.lines[1].line == "alarm-button");
  CHECK(options.lines[1].polarity == port::Polarity::active_low);

  put(folder.path() / "lift.toml", "rated_speed = 1.0\n");
  CHECK(parse("site = \"lift.toml\"\nmains = \"AC\"\n", folder.path())->hash !=
        parse("mains = \"AC\"\n", folder.path())->hash);
}

TEST_CASE("mounting as a matrix") {
  const auto config = parse("mains = \"AC\"\nmounting = [0, 1, 0, -1, 0, 0, 0, 0, 1.0]\n");
  REQUIRE(config.has_value());
  CHECK(std::get<HardwareSource>(config->sensors).options.mounting.apply({1, 2, 3}) == std::array<double, 3>{2, -1, 3});
}

TEST_CASE("J3: wrong hardware is refused with key and reason") {
  struct Case {
    std::string sensors, message;
  };
  const auto c = GENERATE(values<Case>({
      {"", "sensors.source: there is no sensor"},
      {"mains = \"AC\"\nlines.mains = \"m\"\n", "sensors.source: m: its switch has another source already"},
      {"mains = \"../AC\"\n", "sensors.mains: is not the name of a folder in power_supply"},
      {"battery = \"a/b\"\n", "sensors.battery: is not the name of a folder in power_supply"},
      {"lines.dor = \"d\"\n", "sensors.lines.dor: is not known"},
      {"lines.door = 1\n", "sensors.lines.door: is not a text"},
      {"lines.door = { line = \"d\", active = \"up\" }\n", "sensors.lines.door.active: is not \"high\" or \"low\""},
      {"lines.door = { active = \"low\" }\n", "sensors.lines.door.line: is missing"},
      {"accelerometer = \"lis\"\n", "sensors.accelerometer: is not a section"},
      {"accelerometer = { hz = 100 }\n", "sensors.accelerometer.device: is missing"},
      {"accelerometer = { device = \"a\", hz = 9.9 }\n", "sensors.accelerometer.hz: is not a number from 10 to 1000"},
      {"barometer = { device = \"b\", hz = 1000.1 }\n", "sensors.barometer.hz: is not a number from 10 to 1000"},
      {"barometer = { device = \"b\", hz = nan }\n", "sensors.barometer.hz: is not a number from 10 to 1000"},
      {"barometer = { device = \"b\", rate = 1 }\n", "sensors.barometer.rate: is not known"},
      {"mains = \"AC\"\nmounting = \"x,y\"\n",
       "sensors.mounting: \"x,y\" is not a right-handed set of axes like y,-x,z"},
      {"mains = \"AC\"\nmounting = [1, 2, 3]\n", "sensors.mounting: is not nine numbers, row by row"},
      {"mains = \"AC\"\nmounting = [1, 0, 0, 0, 1, 0, 0, 0, -1]\n", "sensors.mounting: the matrix is not a rotation"},
      {"mains = \"AC\"\nmounting = 3\n", "sensors.mounting: is not a list of numbers"},
      {"temperature = \"lm75\"\n", "sensors.temperature: \"lm75\" is not hwmon:NAME, thermal:TYPE or iio:NAME"},
      {"mains = \"AC\"\nsite = \"none.toml\"\n", "sensors.site: /etc/liftguard/none.toml cannot be read"},
  }));
  const auto config = parse(c.sensors);
  REQUIRE(config.has_error());
  CHECK(config.error().detail == "/etc/liftguard/f.toml: " + c.message);
}

TEST_CASE("J3: a site file that is wrong refuses the configuration") {
  const test::Folder folder;
  const auto refused = [&](const std::string& site) {
    put(folder.path() / "lift.toml", site);
    const auto config = parse("mains = \"AC\"\nsite = \"lift.toml\"\n", folder.path());
    return config ? "" : config.error().detail.substr((folder.path() / "f.toml").string().size());
  };
  const auto file = (folder.path() / "lift.toml").string();
  CHECK(refused("rated_speed = 26\n") ==
        ": sensors.site: " + file + ":1:15: rated_speed must be a number above 0 and up to 25");
  CHECK(refused("[=\n") == ": sensors.site: " + file + ":1:2: a table needs a name");
  CHECK(refused("floors = \"1:0 2:4.5\"\n").empty());
}

TEST_CASE("what stands in for hardware goes with hardware alone") {
  const std::string rows = kAround + "[sensors]\nsource = \"unix:car\"\n[testing]\n";
  CHECK(parse_config(rows + "root = \"r\"\n", "f.toml").error().detail ==
        "f.toml: testing.root: goes with sensors.source = \"hardware\" only");
  CHECK(parse_config(rows + "lines = \"l\"\n", "f.toml").has_error());
  CHECK(parse_config(rows + "hang = \"main\"\n", "f.toml").error().detail ==
        "f.toml: testing.hang: is not sensing, network or chores");
  const auto config = parse_config(rows + "hang = \"network\"\nhang_after_s = 1.5\n", "f.toml");
  REQUIRE(config.has_value());
  CHECK(config->hang->thread == "network");
  CHECK(config->hang->after == std::chrono::milliseconds(1500));
  CHECK(parse_config(kAround + "[sensors]\nsource = \"unix:car\"\nsite = \"s\"\n", "f.toml").error().detail ==
        "f.toml: sensors.site: is not known");
}

TEST_CASE("J3: the engine's parameters must fit each other, whether from the site file, [engine] or afar") {
  const test::Folder folder;
  constexpr const char* kOrder = "engine.temperature_rearm_c: temperature_rearm_c must be below over_temperature_c";
  const auto refusal = [&](const std::string& site, const std::string& engine) {
    put(folder.path() / "lift.toml", site);
    const auto config = parse("site = \"lift.toml\"\naccelerometer = { device = \"a\" }\n" + engine, folder.path());
    return config ? std::string{} : config.error().detail;
  };
  CHECK(refusal("[parameters]\ntemperature_rearm_c = 70\n", "").ends_with("must be below over_temperature_c"));
  CHECK(refusal("", "[engine]\ntemperature_rearm_c = 70\n").ends_with(kOrder));
  CHECK(refusal("", "[engine]\ntemperature_rearm_c = 70\nover_temperature_c = 75\n").empty());
  CHECK(refusal("[parameters]\ntrapped_s = 60\n", "[engine]\nstopped_s = 50\n").empty());
  CHECK(refusal("[parameters]\ntrapped_s = 40\n", "[engine]\nstopped_s = 50\n")
            .ends_with("engine.stopped_s: stopped_s must not be above trapped_s"));
  CHECK(with_settings({}, "[engine]\ntemperature_rearm_c = 70\n").error().detail == std::string("settings: ") + kOrder);
  CHECK(with_settings({}, "[engine]\nover_temperature_c = 40\n")
            .error()
            .detail.starts_with("settings: engine.over_temperature_c: "));
}

TEST_CASE("J3: what the engine counts is whole, and a floor's label stands once") {
  CHECK(with_settings({}, "[engine]\nshocks_count = 2.7\n").error().detail ==
        "settings: engine.shocks_count: is not a whole number from 2 to 10");
  CHECK(with_settings({}, "[engine]\nshocks_count = 4\n")->parameters.shocks_count == 4.0F);
  const test::Folder folder;
  put(folder.path() / "lift.toml", "floors = \"1:0 1:3\"\n");
  const auto config = parse("site = \"lift.toml\"\naccelerometer = { device = \"a\" }\n", folder.path());
  CHECK(config.error().detail.find("two floors have one label: '1:3'") != std::string::npos);
}

TEST_CASE("J3: a key that cannot be printed is not printed as it is") {
  CHECK(with_settings({}, "\"a\\nb\" = 1\n").error().detail == "settings: a b: is not known");
}
