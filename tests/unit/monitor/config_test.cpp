#include <catch2/catch.hpp>

#include "firmware/monitor/config.hpp"

using namespace liftguard;
using namespace liftguard::monitor;

namespace {

const std::string kWhole = R"(
monitor = "LG-000001"
data = "data"
[sensors]
source = "unix:run/car.sock"
[broker]
host = "localhost"
port = 8883
ca = "ca.crt"
certificate = "/keys/box.crt"
key = "box.key"
)";

std::string with(const std::string& what, const std::string& by) {
  auto text = kWhole;
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("a configuration is read, with paths relative to its file") {
  const auto config =
      parse_config(kWhole + "keep_alive_s = 45\n[engine]\ntrapped_s = 20\n[testing]\nconfirm_log = \"c\"\n",
                   "/etc/liftguard/box.toml");
  REQUIRE(config.has_value());
  CHECK(config->monitor == "LG-000001");
  CHECK(config->data == "/etc/liftguard/data");
  CHECK(std::get<RowsSource>(config->sensors).socket == "/etc/liftguard/run/car.sock");
  CHECK(config->broker == BrokerDoor{"localhost", 8883});
  CHECK_FALSE(config->alarm_broker);
  CHECK(config->certificate == "/keys/box.crt");
  CHECK(config->key == "/etc/liftguard/box.key");
  CHECK(config->keep_alive == std::chrono::seconds(45));
  CHECK(config->heartbeat == std::chrono::seconds(45));
  CHECK(config->parameters.trapped_s == 20.0F);
  CHECK(config->confirm_log == "/etc/liftguard/c");
  CHECK(config->self_test_every == std::chrono::hours(24));
  CHECK(parse_config(kWhole + "[self_test]\nevery_h = 72\n", "x")->self_test_every == std::chrono::hours(72));
  CHECK(parse_config(kWhole + "[identity]\nrenew_before_days = 365\n", "x")->renew_before == std::chrono::days(365));
  CHECK(config->hash != parse_config(kWhole, "x")->hash);
}

TEST_CASE("F3: the door for alarms is at the broker's own host unless another is named") {
  CHECK(parse_config(kWhole + "alarm_port = 8884\n", "x")->alarm_broker == BrokerDoor{"localhost", 8884});
  CHECK(parse_config(kWhole + "alarm_port = 8883\nalarm_host = \"alarm.example\"\n", "x")->alarm_broker ==
        BrokerDoor{"alarm.example", 8883});
}

TEST_CASE("J3: a wrong configuration is refused as a whole, with file, key and reason") {
  struct Case {
    std::string text, message;
  };
  for (const auto& c :
       {Case{with("monitor = \"LG-000001\"", ""), "f.toml: monitor: is missing"},
        Case{with("LG-000001", "LG 1"),
             "f.toml: monitor: 装置编号须为1至32个字母、数字或连字符 (a monitor's name is 1 to 32 letters, digits and "
             "hyphens)"},
        Case{kWhole + "[identity]\nrenew_before_days = 366\n", "f.toml: identity.renew_before_days: is not 1 to 365"},
        Case{with("8883", "0"), "f.toml: broker.port: is not 1 to 65535"},
        Case{kWhole + "alarm_port = 70000\n", "f.toml: broker.alarm_port: is not 1 to 65535"},
        Case{kWhole + "alarm_port = 8883\n", "f.toml: broker.alarm_port: is the door that all boxes use"},
        Case{kWhole + "alarm_host = \"h\"\n", "f.toml: broker.alarm_host: is of no use without alarm_port"},
        Case{with("8883", "\"8883\""), "f.toml: broker.port: is not a whole number"},
        Case{with("unix:", "tcp:"), "f.toml: sensors.source: is not unix:PATH or hardware"},
        Case{with("\"ca.crt\"", "\"\""), "f.toml: broker.ca: is empty"},
        Case{kWhole + "colour = 1\n", "f.toml: broker.colour: is not known"},
        Case{kWhole + "keep_alive_s = 4\n", "f.toml: broker.keep_alive_s: is not 5 to 600"},
        Case{kWhole + "heartbeat_s = 51\n", "f.toml: broker.heartbeat_s: is not 1 to 50"},  // C12
        Case{kWhole + "[engine]\ntraped_s = 20\n", "f.toml: engine.traped_s: is not known"},
        Case{kWhole + "[engine]\ntrapped_s = 1\n", "f.toml: engine.trapped_s: is not a number from 10 to 120"},
        Case{kWhole + "[engine]\ntrapped_s = \"x\"\n", "f.toml: engine.trapped_s: is not a number from 10 to 120"},
        Case{kWhole + "[self_test]\nevery_h = 73\n", "f.toml: self_test.every_h: is not 1 to 72"},  // DV-22
        Case{kWhole + "[self_test]\nevery_h = 0\n", "f.toml: self_test.every_h: is not 1 to 72"},
        Case{kWhole + "[testing]\nleast_trial_s = 601\n", "f.toml: testing.least_trial_s: is not 0 to 600"},
        Case{kWhole + "[sensor]\n", "f.toml: sensor: is not known"},
        Case{"engine = 5\n" + kWhole, "f.toml: engine: is not a section"}}) {
    const auto config = parse_config(c.text, "f.toml");
    REQUIRE(config.has_error());
    CHECK(config.error().code == "bad_config");
    CHECK(config.error().detail == c.message);
  }
  // What makes the TOML library abort, or read beyond a text's end.
  CHECK(parse_config(kWhole + "[=]\n", "f.toml").error().detail == "f.toml:12: a table needs a name");
  CHECK(parse_config("monitor = \n", "f.toml").error().detail.find("f.toml:1") == 0);
  CHECK(load_config("/nonexistent/f.toml").error().detail.find("cannot be read") != std::string::npos);
}
