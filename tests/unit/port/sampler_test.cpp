// IIO devices laid out in a folder: found, set up, read, lost and found again.
#include <catch2/catch.hpp>

#include "firmware/port/linux/iio/reopening.hpp"
#include "firmware/port/linux/iio/sampler.hpp"
#include "firmware/port/linux/iio/sysfs.hpp"
#include "tests/unit/port/iio_tree.hpp"

using namespace liftguard;
using namespace liftguard::port;
using namespace liftguard::port::iio;
using namespace std::chrono_literals;
using liftguard::test::accel_frame;
using liftguard::test::Fifo;
using liftguard::test::put_accelerometer;
using liftguard::test::Root;

namespace {

constexpr auto kNow = SteadyTime{100s};
constexpr std::int64_t kNow_ns = 100'000'000'000;

DeviceOptions accelerometer() {
  return {"lis2dh12_accel", "", 100, {"in_accel_x", "in_accel_y", "in_accel_z"}};
}

std::vector<Sample> read_all(Sampler& sampler, SteadyTime now = kNow) {
  std::vector<Sample> out;
  REQUIRE(sampler.read(now, [&](const Sample& sample) { out.push_back(sample); }).has_value());
  return out;
}

std::string refusal_of(const Root& root, const DeviceOptions& options) {
  const auto sampler = open_sampler(root.path(), options);
  REQUIRE(sampler.has_error());
  return sampler.error().code + ": " + sampler.error().detail;
}

}  // namespace

TEST_CASE("a device is found by its name or label, among others and odd ones") {
  const Root root;
  root.put("sys/bus/iio/devices/iio:device0/name", "bmp280\n");
  root.put("sys/bus/iio/devices/iio:device1/label", "car\n");
  root.put("sys/bus/iio/devices/iio:device2/other", "");
  root.put("sys/bus/iio/devices/iio:device10/name", std::string(100'000, 'a'));
  root.put("sys/bus/iio/devices/trigger0/name", "lis2dh12\n");
  CHECK(find_device(root.path(), "bmp280").value().filename() == "iio:device0");
  CHECK(find_device(root.path(), "car").value().filename() == "iio:device1");
  CHECK(find_device(root.path(), "lis2dh12").error().code == "no_device");
  root.put("sys/bus/iio/devices/iio:device3/name", "bmp280\n");
  CHECK(find_device(root.path(), "bmp280").error().code == "many_devices");
  CHECK(find_device(root.path() / "nowhere", "bmp280").error().code == "no_device");
}

TEST_CASE("an accelerometer is set up and gives m/s² with the kernel's times") {
  const Root root;
  const auto device = put_accelerometer(root);
  root.put(device / "scan_elements/in_temp_en", "1\n");
  root.put(device / "scan_elements/in_temp_index", "9\n");
  root.put(device / "scan_elements/in_temp_type", "le:s8/8\n");
  const Fifo buffer(root.path() / "dev/iio:device0");
  auto options = accelerometer();
  options.trigger = "lis2dh12-dev0";
  auto sampler = open_sampler(root.path(), options).value();

  CHECK(root.get(device / "scan_elements/in_accel_x_en") == "1");
  CHECK(root.get(device / "scan_elements/in_timestamp_en") == "1");
  CHECK(root.get(device / "scan_elements/in_temp_en") == "0");
  CHECK(root.get(device / "trigger/current_trigger") == "lis2dh12-dev0");
  CHECK(root.get(device / "current_timestamp_clock") == "boottime");
  CHECK(root.get(device / "sampling_frequency") == "100");
  CHECK(root.get(device / "buffer/enable") == "1");

  CHECK(read_all(*sampler).empty());  // EAGAIN
  buffer.write(accel_frame(0, -1000, 1000, kNow_ns - 20'000'000));
  buffer.write(accel_frame(-2048, 2047, 1, kNow_ns - 10'000'000));
  const auto samples = read_all(*sampler);
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].at == kNow - 20ms);
  CHECK(samples[1].at == kNow - 10ms);
  CHECK(samples[0].values[1] == Approx(-9.806));
  CHECK(samples[0].values[2] == Approx(9.806));
  CHECK(samples[1].values[0] == Approx(-2048 * 0.009806));
}

TEST_CASE("a frame that comes in pieces is one sample; half a frame is none") {
  const Root root;
  put_accelerometer(root);
  const Fifo buffer(root.path() / "dev/iio:device0");
  auto sampler = open_sampler(root.path(), accelerometer()).value();
  const auto frame = accel_frame(1, 2, 3, kNow_ns);
  buffer.write({frame.begin(), frame.begin() + 7});
  CHECK(read_all(*sampler).empty());
  buffer.write({frame.begin() + 7, frame.end()});
  const auto samples = read_all(*sampler);
  REQUIRE(samples.size() == 1);
  CHECK(samples[0].values[2] == Approx(3 * 0.009806));
}

TEST_CASE("a pressure of 24 bits in kilopascal, big endian, with an offset and no time stamp") {
  const Root root;
  const std::filesystem::path device = "sys/bus/iio/devices/iio:device4";
  root.put(device / "name", "lps22hb\n");
  root.put(device / "in_pressure_scale", "0.000024414\n");
  root.put(device / "in_pressure_offset", "-16\n");
  root.put(device / "in_pressure_sampling_frequency", "25\n");
  root.put(device / "buffer/enable", "0\n");
  root.put(device / "scan_elements/in_pressure_en", "0\n");
  root.put(device / "scan_elements/in_pressure_index", "0\n");
  root.put(device / "scan_elements/in_pressure_type", "be:u24/32>>8\n");
  const Fifo buffer(root.path() / "dev/iio:device4");
  auto sampler = open_sampler(root.path(), {"lps22hb", "", 25, {"in_pressure"}}).value();
  buffer.write({0x3F, 0x55, 0x10, 0xAA, 0x3F, 0x55, 0x20, 0xAA});
  const auto samples = read_all(*sampler);
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].values[0] == Approx(0x3F5500 * 0.000024414));
  CHECK(samples[0].at == kNow - 40ms);
  CHECK(samples[1].at == kNow);
}

TEST_CASE("a device without a buffer is asked, twenty times a second") {
  const Root root;
  root.put("sys/bus/iio/devices/iio:device0/name", "bmp280\n");
  root.put("sys/bus/iio/devices/iio:device0/in_pressure_input", "101.325000000\n");
  auto sampler = open_sampler(root.path(), {"bmp280", "", 25, {"in_pressure"}}).value();
  CHECK(sampler->fd() == -1);
  REQUIRE(read_all(*sampler).size() == 1);
  CHECK(read_all(*sampler, kNow + 49ms).empty());
  CHECK(read_all(*sampler, kNow + 50ms).at(0).values[0] == Approx(101.325));
  root.put("sys/bus/iio/devices/iio:device0/in_pressure_input", "garbage\n");
  CHECK(sampler->read(kNow + 1s, [](const Sample&) { FAIL("a sample out of garbage"); }).error().code == "gone");
}

TEST_CASE("odd devices are refused with the file that is wrong") {
  struct Row {
    const char* file;
    const char* text;
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {"in_accel_scale", "0\n", "in_accel_scale: is 0"},
      {"in_accel_scale", "nan\n", "in_accel_scale: \"nan\" is not a number"},
      {"in_accel_scale", "1e999\n", "in_accel_scale: \"1e999\" is not a number"},
      {"in_accel_scale", "", "in_accel_scale: \"\" is not a number"},
      {"in_accel_offset", "12 kg", "in_accel_offset: \"12 kg\" is not a number"},
      {"scan_elements/in_accel_y_type", "garbage", "in_accel_y_type: \"garbage\" is not like"},
      {"scan_elements/in_timestamp_type", "le:f64/64", "in_timestamp_type: \"le:f64/64\" is not like"},
      {"scan_elements/in_accel_y_index", "0\n", "have one index"},
      {"scan_elements/in_accel_y_index", "-1\n", "in_accel_y_index: is not a place"},
      {"scan_elements/in_accel_y_index", "1.5\n", "in_accel_y_index: is not a place"},
      {"scan_elements/in_accel_y_index", "1e300\n", "in_accel_y_index: is not a place"},
      {"scan_elements/in_accel_y_index", "\xFF\xFE", "in_accel_y_index: "},
  }));
  CAPTURE(row.file, row.text);
  const Root root;
  const auto device = put_accelerometer(root);
  const Fifo buffer(root.path() / "dev/iio:device0");
  root.put(device / row.file, row.text);
  CHECK_THAT(refusal_of(root, accelerometer()), Catch::Contains(row.refusal));
}

TEST_CASE("files that are missing, folders or too long are refused") {
  const auto* file = GENERATE("in_accel_scale", "buffer/enable", "scan_elements/in_accel_z_index");
  CAPTURE(file);
  const Root root;
  const auto device = put_accelerometer(root);
  const Fifo buffer(root.path() / "dev/iio:device0");
  std::filesystem::remove(root.path() / device / file);
  CHECK_THAT(refusal_of(root, accelerometer()), Catch::Contains(std::filesystem::path(file).filename().string()));
  std::filesystem::create_directory(root.path() / device / file);
  CHECK_THAT(refusal_of(root, accelerometer()), Catch::Contains("directory"));
  std::filesystem::remove(root.path() / device / file);
  root.put(device / file, std::string(5000, '1'));
  if (std::string_view(file) != "buffer/enable")
    CHECK_THAT(refusal_of(root, accelerometer()), Catch::Contains("longer than 4095"));
}

TEST_CASE("what need not be there is done without") {
  const auto* file = GENERATE("sampling_frequency", "current_timestamp_clock", "buffer/length",
                              "scan_elements/in_timestamp_en", "trigger/current_trigger");
  CAPTURE(file);
  const Root root;
  std::filesystem::remove(root.path() / put_accelerometer(root) / file);
  const Fifo buffer(root.path() / "dev/iio:device0");
  CHECK(open_sampler(root.path(), accelerometer()).has_value());
}

TEST_CASE("an impossible frequency does not stop the samples") {
  const auto* text = GENERATE("0\n", "-5\n", "1e300\n", "garbage\n");
  const Root root;
  const auto device = put_accelerometer(root);
  std::filesystem::remove(root.path() / device / "sampling_frequency");
  root.put(device / "in_accel_sampling_frequency", text);
  const Fifo buffer(root.path() / "dev/iio:device0");
  auto sampler = open_sampler(root.path(), accelerometer()).value();
  buffer.write(accel_frame(1, 2, 3, 0));
  CHECK(read_all(*sampler).size() == 1);
}

TEST_CASE("no buffer file is refused; a buffer that ends is gone") {
  const Root root;
  put_accelerometer(root);
  CHECK_THAT(refusal_of(root, accelerometer()), Catch::Contains("dev/iio:device0"));
  Fifo buffer(root.path() / "dev/iio:device0");
  auto sampler = open_sampler(root.path(), accelerometer()).value();
  buffer.close();
  CHECK(sampler->read(kNow, [](const Sample&) {}).error().code == "gone");
}

TEST_CASE("a device that vanishes and comes back under another number is opened again (DV-19)") {
  const Root root;
  Reopening device("accelerometer", [&] { return open_sampler(root.path(), accelerometer()); });
  int samples = 0;
  const auto count = [&](const Sample&) { ++samples; };
  device.step(kNow, count);
  CHECK_FALSE(device.is_open());

  put_accelerometer(root);
  Fifo first(root.path() / "dev/iio:device0");
  device.step(kNow + 999ms, count);
  CHECK_FALSE(device.is_open());  // not before a second has passed
  device.step(kNow + 1s, count);
  REQUIRE(device.is_open());
  first.write(accel_frame(1, 2, 3, 0));
  device.step(kNow + 1100ms, count);
  CHECK(samples == 1);

  first.close();
  std::filesystem::remove_all(root.path() / "sys");
  device.step(kNow + 1200ms, count);
  CHECK_FALSE(device.is_open());
  CHECK(device.fd() == -1);
  put_accelerometer(root, 7);
  const Fifo second(root.path() / "dev/iio:device7");
  device.step(kNow + 2200ms, count);
  second.write(accel_frame(1, 2, 3, 0));
  device.step(kNow + 2300ms, count);
  CHECK(samples == 2);
}

TEST_CASE("a device that falls silent is started anew after 2 s") {
  const Root root;
  const auto folder = put_accelerometer(root);
  const Fifo buffer(root.path() / "dev/iio:device0");
  Reopening device("accelerometer", [&] { return open_sampler(root.path(), accelerometer()); });
  const auto ignore = [](const Sample&) {};
  device.step(kNow, ignore);
  root.put(folder / "buffer/enable", "hung");
  device.step(kNow + 1999ms, ignore);
  CHECK(device.is_open());
  device.step(kNow + 2s, ignore);
  CHECK_FALSE(device.is_open());
  device.step(kNow + 3s, ignore);
  CHECK(device.is_open());
  CHECK(root.get(folder / "buffer/enable") == "1");
}

TEST_CASE("any bytes in the buffer make samples or none, never harm") {
  const Root root;
  put_accelerometer(root);
  const Fifo buffer(root.path() / "dev/iio:device0");
  auto sampler = open_sampler(root.path(), accelerometer()).value();
  std::uint32_t state = 12345;
  std::size_t samples = 0, sent = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint8_t> noise;
    state = state * 1'664'525U + 1'013'904'223U;
    for (std::uint32_t i = state >> 22U; i > 0; --i) {
      state = state * 1'664'525U + 1'013'904'223U;
      noise.push_back(static_cast<std::uint8_t>(state >> 24U));
    }
    buffer.write(noise);
    sent += noise.size();
    for (const auto& sample : read_all(*sampler)) {
      ++samples;
      CHECK(sample.at <= kNow);
      CHECK(sample.at >= kNow - 5s);
      for (const auto value : sample.values) CHECK(std::abs(value) <= 2048 * 0.009806 + 1e-9);
    }
  }
  CHECK(samples == sent / 16);
}
