// The box's own hardware as a sensor port: order, repeats, power, temperature, and devices that come and go.
#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "firmware/engine/engine.hpp"
#include "firmware/port/linux/hardware/hardware_port.hpp"
#include "tests/unit/port/fake_lines.hpp"
#include "tests/unit/port/iio_tree.hpp"

using namespace liftguard;
using namespace liftguard::port;
using namespace std::chrono_literals;
using engine::Switch;
using liftguard::test::accel_frame;
using liftguard::test::Board;
using liftguard::test::Fifo;
using liftguard::test::open_on;
using liftguard::test::put_accelerometer;
using liftguard::test::Root;

namespace {

engine::Time at(std::chrono::microseconds t) {
  return engine::Time{t};
}

// "door+ 1000" for the door open after 1000 ms; one word a kind otherwise.
std::string say(const engine::Input& input) {
  constexpr std::array<const char*, engine::kSwitches> kNames{"door",   "zone",  "presence",
                                                              "button", "mains", "inspection"};
  const auto ms = " " + std::to_string(input.at.time_since_epoch() / 1ms);
  if (const auto* reading = std::get_if<engine::SwitchReading>(&input.reading))
    return kNames.at(static_cast<std::size_t>(reading->which)) + std::string(reading->on ? "+" : "-") + ms;
  if (std::holds_alternative<engine::Temperature>(input.reading)) return "temperature" + ms;
  if (std::holds_alternative<engine::Pressure>(input.reading)) return "pressure" + ms;
  if (std::holds_alternative<engine::Acceleration>(input.reading)) return "acceleration" + ms;
  return "tick" + ms;
}

using Said = std::vector<std::string>;

struct Box {
  Root root;
  Board board;
  VirtualClock clock{utc_from_ms(0)};
  HardwareOptions options;
  std::unique_ptr<HardwarePort> port;
  std::vector<engine::Input> inputs;

  Box() { options.root = root.path(); }
  void start() { port = HardwarePort::of(options, engine::Site{}, open_on(board), clock).value(); }

  // What came by the time `t` after the start of the clock.
  Said turn(std::chrono::microseconds t) {
    clock.advance(t - clock.now().time_since_epoch());
    inputs.clear();
    port->wait(0ms, [this](const engine::Input& input) { inputs.push_back(input); });
    Said out;
    for (const auto& input : inputs) out.push_back(say(input));
    return out;
  }
};

}  // namespace

TEST_CASE("batches: by time, for equal times as rows are, never falling") {
  Batch batch;
  Said said;
  const auto take = [&](const engine::Input& input) { said.push_back(say(input)); };
  batch.add(at(20ms), engine::Acceleration{});
  batch.add(at(20ms), engine::Tick{});
  batch.add(at(20ms), engine::Pressure{});
  batch.add(at(20ms), engine::SwitchReading{Switch::inspection, true});
  batch.add(at(20ms), engine::SwitchReading{Switch::button, true});
  batch.add(at(20ms), engine::SwitchReading{Switch::button, false});
  batch.add(at(20ms), engine::Temperature{});
  batch.add(at(20ms), engine::SwitchReading{Switch::door, true});
  batch.add(at(10ms), engine::Acceleration{});
  batch.flush(take);
  CHECK(said == Said{"acceleration 10", "door+ 20", "button+ 20", "button- 20", "inspection+ 20", "temperature 20",
                     "pressure 20", "acceleration 20", "tick 20"});
  said.clear();
  batch.add(at(15ms), engine::Acceleration{});
  batch.add(at(12ms), engine::Pressure{});
  batch.add(at(30ms), engine::SwitchReading{Switch::door, false});
  batch.flush(take);
  CHECK(said == Said{"pressure 20", "acceleration 20", "door- 30"});
  said.clear();
  batch.flush(take);
  CHECK(said.empty());
}

TEST_CASE("everything together, in the order of rows, turned into the car's axes and pascal") {
  Box box;
  put_accelerometer(box.root);
  const Fifo buffer(box.root.path() / "dev/iio:device0");
  box.root.put("sys/bus/iio/devices/iio:device1/name", "bmp280\n");
  box.root.put("sys/bus/iio/devices/iio:device1/in_pressure_input", "101.325\n");
  box.root.put("sys/class/power_supply/AC/online", "1\n");
  box.root.put("sys/class/hwmon/hwmon0/name", "lm75\n");
  box.root.put("sys/class/hwmon/hwmon0/temp1_input", "23500\n");
  box.options.accelerometer = IioOptions{"lis2dh12_accel", "", 100};
  box.options.barometer = IioOptions{"bmp280", "", 25};
  box.options.mounting = iio::Mounting::of_axes("y,-x,z").value();
  box.options.power.mains = "AC";
  box.options.temperature = parse_temperature_source("hwmon:lm75").value();
  box.options.lines = {{Switch::button, "button"}, {Switch::door, "door"}};
  box.board.states = {{"button", false}, {"door", true}};
  box.start();

  CHECK(box.turn(10s) == Said{"door+ 10000", "button- 10000", "mains+ 10000", "temperature 10000", "pressure 10000"});
  CHECK(std::get<engine::Pressure>(box.inputs[4].reading).pa == Approx(101'325));
  CHECK(std::get<engine::Temperature>(box.inputs[3].reading).celsius == Approx(23.5));
  buffer.write(accel_frame(100, 200, 1000, 10'015'000'000));
  CHECK(box.turn(10s + 20ms) == Said{"acceleration 10015"});
  const auto force = std::get<engine::Acceleration>(box.inputs[0].reading);
  CHECK(force.x == Approx(1.9612));
  CHECK(force.y == Approx(-0.9806));
  CHECK(force.z == Approx(9.806));
}

TEST_CASE("the port tells which samples came late, and how many never came") {
  Box box;
  put_accelerometer(box.root);
  Fifo buffer(box.root.path() / "dev/iio:device0");
  box.options.accelerometer = IioOptions{"lis2dh12_accel", "", 100};
  box.start();
  CHECK_FALSE(box.port->delivery().lost);  // not opened yet
  (void)box.turn(1s);
  for (const auto stamp : {1000ms, 1010ms, 1040ms}) buffer.write(accel_frame(0, 0, 1000, stamp / 1ns));
  CHECK(box.turn(1260ms).size() == 3);
  CHECK(box.port->delivery().late == 1);  // 260 ms old; one of 250 ms is not
  CHECK(box.port->delivery().lost == 2);
  buffer.close();
  (void)box.turn(1300ms);
  CHECK(box.port->delivery().lost == 2);  // what is closed has not lost less
  box.options.accelerometer.reset();
  box.options.lines = {{Switch::door, "door"}};
  box.start();
  CHECK_FALSE(box.port->delivery().lost);
  CHECK(box.port->delivery().late == 0);
}

TEST_CASE("switches: edges at once, states twice a second (DV-19)") {
  Box box;
  box.options.lines = {{Switch::door, "door"}, {Switch::button, "button"}};
  box.board.states = {{"door", true}, {"button", false}};
  box.start();
  CHECK(box.turn(1s) == Said{"door+ 1000", "button- 1000"});
  CHECK(box.turn(1499ms).empty());
  CHECK(box.turn(1500ms) == Said{"door+ 1500", "button- 1500"});
  box.board.edges = {{"button", {true, false}}, {"door", {false}}};  // a press shorter than a turn
  CHECK(box.turn(1600ms) == Said{"door- 1600", "button+ 1600", "button- 1600"});
}

TEST_CASE("switches that fail give nothing, then are opened again (DV-19)") {
  Box box;
  box.options.lines = {{Switch::door, "door"}};
  box.board.states = {{"door", true}};
  box.board.absent = {"door"};
  box.start();
  CHECK(box.turn(0s).empty());
  box.board.absent.clear();
  CHECK(box.turn(999ms).empty());
  CHECK(box.turn(1s) == Said{"door+ 1000"});
  box.board.failing = {"door"};
  CHECK(box.turn(1500ms).empty());
  box.board.failing.clear();
  CHECK(box.turn(2499ms) == Said{"tick 2499"});
  CHECK(box.turn(2500ms) == Said{"door+ 2500"});
  CHECK(box.board.opened == 2);
}

TEST_CASE("a switch whose line is missing or fails takes no other with it, the alarm button least of all (DV-19)") {
  Box box;
  box.options.lines = {{Switch::door, "door"}, {Switch::button, "button"}, {Switch::zone, "zone"}};
  box.board.states = {{"door", true}, {"button", false}, {"zone", true}};
  box.board.absent = {"door"};
  box.start();
  CHECK(box.port->site()->sensors.has(engine::Sensor::door));  // silent: the engine tells that it is lost
  CHECK(box.turn(1s) == Said{"zone+ 1000", "button- 1000"});
  box.board.edges = {{"button", {true}}};
  CHECK(box.turn(1100ms) == Said{"button+ 1100"});
  box.board.failing = {"zone"};
  CHECK(box.turn(1500ms) == Said{"button- 1500"});
  box.board.failing.clear();
  box.board.absent.clear();
  CHECK(box.turn(2s) == Said{"door+ 2000", "button- 2000"});
  CHECK(box.turn(2500ms) == Said{"door+ 2500", "zone+ 2500", "button- 2500"});
}

TEST_CASE("an accelerometer that vanishes is silent while the others go on, and comes back (DV-19)") {
  Box box;
  put_accelerometer(box.root);
  Fifo buffer(box.root.path() / "dev/iio:device0");
  box.options.accelerometer = IioOptions{"lis2dh12_accel", "", 100};
  box.options.lines = {{Switch::door, "door"}};
  box.board.states = {{"door", false}};
  box.start();
  CHECK(box.turn(1s) == Said{"door- 1000"});
  buffer.close();
  std::filesystem::remove_all(box.root.path() / "dev");
  CHECK(box.turn(1500ms) == Said{"door- 1500"});
  CHECK(box.turn(2500ms) == Said{"door- 2500"});
  const Fifo again(box.root.path() / "dev/iio:device0");
  CHECK(box.turn(3500ms) == Said{"door- 3500"});
  again.write(accel_frame(0, 0, 1000, 3'600'000'000));
  CHECK(box.turn(3600ms) == Said{"acceleration 3600"});
}

TEST_CASE("the engine reports an accelerometer that hangs, and that it is back (DV-19)") {
  Box box;
  put_accelerometer(box.root);
  const Fifo buffer(box.root.path() / "dev/iio:device0");
  box.options.accelerometer = IioOptions{"lis2dh12_accel", "", 20};
  box.start();
  engine::Engine engine(*box.port->site(), {});
  std::vector<std::pair<EventKind, std::chrono::microseconds>> told;
  for (auto t = 0ms; t <= 25s; t += 50ms) {
    const bool hangs = t > 3s && t < 12s;
    // The lowest bit moves as a living sensor's does: 60 s of the same would count as frozen.
    if (!hangs) buffer.write(accel_frame(0, 0, 1000 + static_cast<int>(t.count() / 50 % 2), t / 1ns));
    (void)box.turn(t);
    for (const auto& input : box.inputs)
      for (const auto& event : engine.step(input))
        if (event.sensor && event.sensor->sensor == engine::Sensor::acceleration) told.emplace_back(event.kind, t);
  }
  REQUIRE(told.size() == 2);
  CHECK(told[0].first == EventKind::sensor_lost);
  CHECK(told[0].second >= 8s);
  CHECK(told[0].second <= 9s);  // a silent second passes before the tick that tells the engine the time
  CHECK(told[1].first == EventKind::sensor_restored);
  CHECK(told[1].second >= 22s);
  CHECK(told[1].second <= 23s);
}

TEST_CASE("nothing for a second: a tick, and the engine's time goes on") {
  Box box;
  box.options.accelerometer = IioOptions{"lis2dh12_accel", "", 100};
  box.start();
  CHECK(box.turn(999ms).empty());
  CHECK(box.turn(1s) == Said{"tick 1000"});
  CHECK(box.turn(1999ms).empty());
  CHECK(box.turn(2s) == Said{"tick 2000"});
  CHECK(box.port->now() == at(2s));
}

TEST_CASE("values beyond a float are not numbers to the engine") {
  Box box;
  box.root.put("sys/bus/iio/devices/iio:device1/name", "bmp280\n");
  box.root.put("sys/bus/iio/devices/iio:device1/in_pressure_input", "1e300\n");
  box.options.barometer = IioOptions{"bmp280", "", 25};
  box.start();
  CHECK(box.turn(1s) == Said{"pressure 1000"});
  CHECK(std::isnan(std::get<engine::Pressure>(box.inputs[0].reading).pa));
}

TEST_CASE("the site has the sensors that are configured") {
  Box box;
  box.options.lines = {{Switch::zone, "zone"}};
  box.options.power.mains = "AC";
  box.start();
  const auto sensors = box.port->site()->sensors;
  CHECK(sensors.has(engine::Sensor::zone));
  CHECK(sensors.has(engine::Sensor::mains));
  CHECK_FALSE(sensors.has(engine::Sensor::acceleration));
  CHECK_FALSE(sensors.has(engine::Sensor::door));
}

TEST_CASE("options that are refused") {
  const VirtualClock clock(utc_from_ms(0));
  Board board;
  const auto refused = [&](const HardwareOptions& options) {
    const auto port = HardwarePort::of(options, engine::Site{}, open_on(board), clock);
    return port.has_error() && port.error().code == "bad_sensors";
  };
  HardwareOptions options;
  CHECK(refused(options));
  options.lines = {{Switch::door, "a"}, {Switch::door, "b"}};
  CHECK(refused(options));
  options.lines = {{Switch::mains, "a"}};
  CHECK_FALSE(refused(options));
  options.power.mains = "AC";
  CHECK(refused(options));
  options.lines.clear();
  for (const double hz : {10.0, 1000.0}) {
    options.accelerometer = IioOptions{"a", "", hz};
    CHECK_FALSE(refused(options));
  }
  for (const double hz : {9.9, 1000.1, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    options.accelerometer = IioOptions{"a", "", hz};
    CHECK(refused(options));
  }
}

TEST_CASE("power supplies: what is there, what is not, and what cannot be") {
  struct Row {
    const char* online;
    const char* voltage;
    const char* capacity;
    PowerReading expected;
  };
  const auto none = std::nullopt;
  const auto row = GENERATE_COPY(values<Row>({
      {"1\n", "3700000\n", "55\n", {true, {3.7, 55}}},
      {"0\n", "0\n", "0\n", {false, {0.0, 0}}},
      {"2\n", "100000000\n", "100\n", {true, {100.0, 100}}},
      {"3\n", "100000001\n", "101\n", {none, {none, none}}},
      {"-1\n", "-1\n", "-1\n", {none, {none, none}}},
      {"yes", "1e400", "", {none, {none, none}}},
      {"1\n", "inf", "nan", {true, {none, none}}},
  }));
  CAPTURE(row.online, row.voltage, row.capacity);
  const Root root;
  const PowerOptions options{"AC", "BAT0"};
  const auto absent = read_power(root.path(), options);
  CHECK((!absent.mains && !absent.battery.volts && !absent.battery.percent));
  root.put("sys/class/power_supply/AC/online", row.online);
  root.put("sys/class/power_supply/BAT0/voltage_now", row.voltage);
  root.put("sys/class/power_supply/BAT0/capacity", row.capacity);
  const auto power = read_power(root.path(), options);
  CHECK(power.mains == row.expected.mains);
  CHECK(power.battery.volts.has_value() == row.expected.battery.volts.has_value());
  CHECK(power.battery.volts.value_or(0) == Approx(row.expected.battery.volts.value_or(0)));
  CHECK(power.battery.percent == row.expected.battery.percent);
}

TEST_CASE("temperatures out of hwmon, thermal zones and IIO") {
  const Root root;
  root.put("sys/class/hwmon/hwmon0/name", "other\n");
  root.put("sys/class/hwmon/hwmon0/temp1_input", "99000\n");
  root.put("sys/class/hwmon/hwmon3/name", "lm75\n");
  root.put("sys/class/hwmon/hwmon3/temp1_input", "-12500\n");
  root.put("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
  root.put("sys/class/thermal/thermal_zone0/temp", "garbage\n");
  root.put("sys/bus/iio/devices/iio:device0/name", "bmp280\n");
  root.put("sys/bus/iio/devices/iio:device0/in_temp_input", "21370\n");
  root.put("sys/bus/iio/devices/iio:device1/name", "lps22hb\n");
  root.put("sys/bus/iio/devices/iio:device1/in_temp_raw", "150\n");
  root.put("sys/bus/iio/devices/iio:device1/in_temp_scale", "10\n");
  root.put("sys/bus/iio/devices/iio:device1/in_temp_offset", "2000\n");
  struct Row {
    const char* source;
    std::optional<double> celsius;
  };
  const auto row = GENERATE(values<Row>({{"hwmon:lm75", -12.5},
                                         {"hwmon:none", std::nullopt},
                                         {"thermal:cpu-thermal", std::nullopt},
                                         {"thermal:lm75", std::nullopt},
                                         {"iio:bmp280", 21.37},
                                         {"iio:lps22hb", 21.5},
                                         {"iio:none", std::nullopt}}));
  CAPTURE(row.source);
  const auto celsius = read_temperature(root.path(), parse_temperature_source(row.source).value());
  CHECK(celsius.has_value() == row.celsius.has_value());
  CHECK(celsius.value_or(0) == Approx(row.celsius.value_or(0)));
  for (const auto* wrong : {"", "lm75", "hwmon:", "i2c:lm75", ":"}) CHECK(parse_temperature_source(wrong).has_error());
}
