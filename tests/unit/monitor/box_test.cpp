// The box's program on its own hardware: the kernel's files laid out in a folder, a FIFO as the accelerometer's buffer,
// a file of levels as the GPIO lines, a real broker, and the service manager's socket.
#include <time.h>

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/unit/monitor/box_program.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/monitor/gateway_side.hpp"
#include "tests/unit/mqtt/broker.hpp"
#include "tests/unit/port/iio_tree.hpp"
#include "tests/unit/port/supervisor.hpp"

using namespace liftguard;
using namespace std::chrono_literals;
using Instant = std::chrono::steady_clock;
using test::kMonitor;

namespace {

std::int64_t boot_time_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// The kernel's side of a box in a car that stands still.
class Car {
 public:
  Car() {
    test::put_accelerometer(root_);
    buffer_.emplace(root_.path() / "dev/iio:device0");
    root_.put("sys/bus/iio/devices/iio:device1/name", "bmp280\n");
    root_.put("sys/bus/iio/devices/iio:device1/in_pressure_input", "101.325\n");
    root_.put("sys/class/power_supply/AC/online", "1\n");
    root_.put("sys/class/power_supply/BAT0/voltage_now", "3900000\n");
    root_.put("sys/class/power_supply/BAT0/capacity", "81\n");
    root_.put("sys/class/hwmon/hwmon0/name", "lm75\n");
    root_.put("sys/class/hwmon/hwmon0/temp1_input", "23500\n");
    root_.put("lift.toml", "rated_speed = 1.0\nfloors = \"1:0 2:3 3:6\"\n");
    lines("door-open 0\nzone 0\npresence 1\nbutton 0\n");
  }
  ~Car() {
    stop_ = true;
    if (shaking_.joinable()) shaking_.join();
  }

  [[nodiscard]] const std::filesystem::path& path() const { return root_.path(); }
  void lines(const std::string& levels) const {
    root_.put("lines.new", levels);
    std::filesystem::rename(root_.path() / "lines.new", root_.path() / "lines");
  }
  void mains(bool on) const { root_.put("sys/class/power_supply/AC/online", on ? "1\n" : "0\n"); }

  // From now on the driver fills the buffer, 50 frames a second, with a sensor's own noise.
  void start() {
    shaking_ = std::thread([this] {
      for (int i = 0; !stop_; ++i) {
        buffer_->write(test::accel_frame(i % 3 - 1, i % 2, 1000 + i % 2, boot_time_ns()));
        std::this_thread::sleep_for(20ms);
      }
    });
  }

  [[nodiscard]] std::string sensors() const {
    return "[sensors]\nsource = \"hardware\"\nsite = \"" + (path() / "lift.toml").string() +
           "\"\naccelerometer = { device = \"lis2dh12_accel\", hz = 50 }\nbarometer = { device = \"bmp280\" }\n"
           "mains = \"AC\"\nbattery = \"BAT0\"\ntemperature = \"hwmon:lm75\"\n[sensors.lines]\ndoor = \"door-open\"\n"
           "zone = \"zone\"\npresence = \"presence\"\nbutton = \"button\"\n[testing]\nroot = \"" +
           path().string() + "\"\nlines = \"" + (path() / "lines").string() + "\"\n";
  }

 private:
  test::Root root_;
  std::optional<test::Fifo> buffer_;
  std::atomic<bool> stop_{false};
  std::thread shaking_;
};

std::string broker_section(int port, const mqtt::Tls& tls) {
  return "[broker]\nhost = \"localhost\"\nport = " + std::to_string(port) + "\nca = \"" + tls.ca +
         "\"\ncertificate = \"" + tls.certificate + "\"\nkey = \"" + tls.key + "\"\nheartbeat_s = 1\n";
}

std::filesystem::path write_config(const test::Folder& folder, const std::string& sections) {
  const auto file = folder.path() / "box.toml";
  std::ofstream(file) << "monitor = \"" << kMonitor << "\"\ndata = \"data\"\n" << sections;
  return file;
}

bool said(const test::Supervisor& supervisor, const std::string& what, std::chrono::milliseconds patience) {
  for (const auto end = Instant::now() + patience; Instant::now() < end; std::this_thread::sleep_for(10ms))
    while (true) {
      const auto heard = supervisor.hear();
      if (heard.empty()) break;
      if (heard.find(what) != std::string::npos) return true;
    }
  return false;
}

}  // namespace

TEST_CASE("hardware in, entrapment out: the program reads the kernel's files and the broker carries its alarm") {
  test::Broker broker;
  const test::Folder folder;
  Car car;
  test::Gateway gateway(broker.options("gateway"));
  gateway.confirms = true;
  const auto config = write_config(
      folder, broker_section(broker.tls_port(), broker.tls(kMonitor)) + "[engine]\ntrapped_s = 10\n" + car.sensors());
  car.start();
  test::BoxProgram box({"--config", config.string()}, {}, folder.path() / "log");

  auto birth = gateway.next_state<wire::Birth>();
  while (birth && birth->capabilities.empty()) birth = gateway.next_state<wire::Birth>();
  REQUIRE(birth);
  CHECK(birth->capabilities == std::vector<std::string>{"acceleration", "pressure", "door", "zone", "presence",
                                                        "button", "mains", "temperature", "zone_by_switch"});
  const auto end = Instant::now() + 60s;
  std::optional<wire::EventBody> trapped;
  while (!trapped && Instant::now() < end)
    if (const auto envelope = gateway.next_envelope(5s);
        envelope && wire::kind_of(envelope->body) == EventKind::trapped)
      trapped = std::get<wire::EventBody>(envelope->body);
  REQUIRE(trapped);
  CHECK(trapped->door == false);
  CHECK(trapped->zone == false);
  CHECK(trapped->mains == true);
  CHECK(trapped->degraded.empty());

  car.mains(false);
  std::optional<wire::EventBody> lost;
  while (!lost && Instant::now() < end + 30s)
    if (const auto envelope = gateway.next_envelope(5s, Lane::event);
        envelope && wire::kind_of(envelope->body) == EventKind::mains_lost)
      lost = std::get<wire::EventBody>(envelope->body);
  REQUIRE(lost);
  CHECK(lost->mains == false);

  // A minute after the start.
  std::optional<wire::HealthBody> health;
  while (!health && Instant::now() < end + 60s)
    if (const auto envelope = gateway.next_envelope(5s, Lane::bulk)) {
      if (const auto* body = std::get_if<wire::HealthBody>(&envelope->body)) health = *body;
    }
  INFO(test::read_file(folder.path() / "log"));
  REQUIRE(health);
  CHECK(health->battery_volts.value_or(0) == Approx(3.9));
  CHECK(health->battery_percent == 81U);
  CHECK(health->temperature_c.value_or(0) == Approx(23.5));
  CHECK(health->samples.value_or(0) > 40 * 50);
  CHECK(health->dropped.value_or(1) < 60);  // a busy machine may make its sensor stutter
  CHECK(health->cpu_per_mille.value_or(1000) < 1000);
  CHECK(health->resident_kib.value_or(0) > 1000);
  CHECK(health->journal.size() == 4);
  CHECK(health->connects == 1U);
  CHECK(health->sent.value_or(0) >= 2);
  CHECK(health->safe_mode == false);
  CHECK(box.end() == 0);
}

TEST_CASE("C7: the watchdog is fed while all threads work, and no longer once one of them hangs") {
  const std::string thread = GENERATE("sensing", "network", "chores");
  CAPTURE(thread);
  const test::Folder folder;
  Car car;
  car.start();
  const auto address = (folder.path() / "notify").string();
  const test::Supervisor supervisor(address);
  const mqtt::Tls nobody{"ca", "certificate", "key"};
  const auto config =
      write_config(folder, broker_section(1, nobody) + car.sensors() + "hang = \"" + thread + "\"\nhang_after_s = 4\n");
  // The limit: half of it is what a thread may be silent for, a quarter of it the pause between two feedings.
  test::BoxProgram box({"--config", config.string()}, {"NOTIFY_SOCKET=" + address, "WATCHDOG_USEC=6000000"},
                       folder.path() / "log");
  CHECK(said(supervisor, "READY=1", 5s));
  CHECK(said(supervisor, "WATCHDOG=1", 4s));
  CHECK(said(supervisor, "STATUS=" + thread + " makes no progress", 10s));
  CHECK_FALSE(said(supervisor, "WATCHDOG=1", 7s));  // longer than the limit: by now it would have been ended
  CHECK(box.end() == 0);
  CHECK(said(supervisor, "STOPPING=1", 1s));
}
