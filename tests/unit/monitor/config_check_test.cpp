// `liftguard-monitor check`: what of a good configuration cannot work on this machine.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "firmware/monitor/config_check.hpp"
#include "tests/unit/port/iio_tree.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using test::Root;

namespace {

// A box with all that its configuration names.
Config whole(const Root& root) {
  root.put("ca.crt", "x");
  root.put("box.crt", "x");
  root.put("box.key", "x");
  std::filesystem::permissions(root.path() / "box.key", std::filesystem::perms::owner_read);
  test::put_accelerometer(root);
  root.put("sys/bus/iio/devices/iio:device1/name", "bmp280\n");
  root.put("sys/class/power_supply/AC/online", "1\n");
  root.put("sys/class/power_supply/BAT0/capacity", "80\n");
  root.put("sys/class/hwmon/hwmon0/name", "lm75\n");
  root.put("sys/class/hwmon/hwmon0/temp1_input", "23500\n");
  root.put("lines", "door-open 0\n");
  const auto config = parse_config(R"(
monitor = "LG-000001"
data = "data/deeper"
[sensors]
source = "hardware"
mains = "AC"
battery = "BAT0"
temperature = "hwmon:lm75"
accelerometer = { device = "lis2dh12_accel" }
barometer = { device = "bmp280" }
lines.door = "door-open"
[broker]
host = "localhost"
port = 8883
ca = "ca.crt"
certificate = "box.crt"
key = "box.key"
[testing]
root = "."
lines = "lines"
)",
                                   root.path() / "box.toml");
  REQUIRE(config.has_value());
  return *config;
}

// For what root may do anyway.
class AsNobody {
 public:
  AsNobody() { change(65'534); }
  ~AsNobody() { change(0); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static void change(uid_t user) {
    if (::getuid() == 0 && ::seteuid(user) != 0) std::abort();
  }
};

std::vector<std::string> keys_of(const std::vector<Trouble>& troubles) {
  std::vector<std::string> out;
  for (const auto& trouble : troubles) out.push_back(trouble.key);
  return out;
}

}  // namespace

TEST_CASE("check: nothing is wrong where all is there, and nothing is made") {
  const Root root;
  CHECK(find_troubles(whole(root)).empty());
  CHECK_FALSE(std::filesystem::exists(root.path() / "data"));
}

TEST_CASE("check: each thing that is missing is named by its key") {
  struct Row {
    const char* gone;
    const char* key;
  };
  const auto row = GENERATE(values<Row>({{"sys/bus/iio/devices/iio:device0", "sensors.accelerometer"},
                                         {"sys/bus/iio/devices/iio:device1", "sensors.barometer"},
                                         {"sys/class/power_supply/AC", "sensors.mains"},
                                         {"sys/class/power_supply/BAT0", "sensors.battery"},
                                         {"sys/class/hwmon/hwmon0", "sensors.temperature"},
                                         {"lines", "sensors.lines"},
                                         {"ca.crt", "broker.ca"},
                                         {"box.crt", "broker.certificate"},
                                         {"box.key", "broker.key"}}));
  CAPTURE(row.gone);
  const Root root;
  const auto config = whole(root);
  std::filesystem::remove_all(root.path() / row.gone);
  CHECK(keys_of(find_troubles(config)) == std::vector<std::string>{row.key});
}

TEST_CASE("check: a key that others may read, and a data folder that is a file") {
  const Root root;
  auto config = whole(root);
  std::filesystem::permissions(root.path() / "box.key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  config.data = root.path() / "ca.crt" / "data";
  CHECK(keys_of(find_troubles(config)) == std::vector<std::string>{"data", "broker.key"});
}

TEST_CASE("check: a light and a speaker that the service may read but not write are told of") {
  using std::filesystem::perms;
  const Root root;
  auto config = whole(root);
  root.put("light/brightness", "0\n");
  root.put("speaker", "");
  config.identify_light = root.path() / "light";
  config.calm.speaker = root.path() / "speaker";
  std::filesystem::permissions(root.path(), perms{0755});
  const auto told = [&](const char* key) {
    const AsNobody nobody;
    return std::ranges::count(keys_of(find_troubles(config)), key) == 1;
  };
  for (const auto rights : {perms{0444}, perms{0666}}) {
    std::filesystem::permissions(root.path() / "light/brightness", rights);
    std::filesystem::permissions(root.path() / "speaker", rights);
    CHECK(told("identify.light") == (rights == perms{0444}));
    CHECK(told("calm.speaker") == (rights == perms{0444}));
  }
  config.identify_light = root.path() / "none";
  CHECK(told("identify.light"));
}

TEST_CASE("check: buttons that are a pipe are refused; a file of them is good, also one that is to come") {
  const Root root;
  auto config = whole(root);
  config.calm.buttons = root.path() / "buttons";
  CHECK(find_troubles(config).empty());
  root.put("buttons", "");
  CHECK(find_troubles(config).empty());
  std::filesystem::remove(root.path() / "buttons");
  REQUIRE(::mkfifo((root.path() / "buttons").c_str(), 0600) == 0);
  CHECK(keys_of(find_troubles(config)) == std::vector<std::string>{"calm.buttons"});
}

TEST_CASE("check: of several contacts each that is missing is named") {
  const Root root;
  auto config = whole(root);
  std::get<HardwareSource>(config.sensors).options.lines.push_back({engine::Switch::button, "alarm"});
  const auto troubles = find_troubles(config);
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0].en.starts_with("alarm: "));
}
