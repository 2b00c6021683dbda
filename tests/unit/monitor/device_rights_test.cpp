// What the package's udev rules do with the files in /sys that the box writes.
#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;

namespace {

using std::filesystem::perms;

// The command that the rules run for devices of a subsystem, for a device whose folder in /sys is `device`, with the
// group of this test in place of the service's.
std::string command_for(const std::string& subsystem, const std::filesystem::path& device) {
  std::istringstream rules(
      test::read_file(std::filesystem::path(LIFTGUARD_SOURCE) / "deploy/debian/liftguard-box.udev"));
  for (std::string line; std::getline(rules, line);) {
    const std::string run = "RUN+=\"";
    const auto begin = line.find(run);
    if (!line.starts_with("SUBSYSTEM==\"" + subsystem + "\"") || begin == std::string::npos) continue;
    auto out = line.substr(begin + run.size(), line.rfind('"') - begin - run.size());
    const auto put = [&](const std::string& what, const std::string& with) {
      for (auto at = out.find(what); at != std::string::npos; at = out.find(what, at + with.size()))
        out.replace(at, what.size(), with);
    };
    put("/sys%p", device.string());
    put("liftguard-box", std::to_string(::getgid()));
    return out;
  }
  return {};
}

}  // namespace

TEST_CASE("udev lets the service write a light's brightness and an IIO device's settings, and nothing else of them") {
  const test::Folder folder;
  struct Case {
    const char *subsystem, *file;
  };
  for (const auto& c : {Case{"leds", "brightness"}, Case{"iio", "sampling_frequency"}}) {
    CAPTURE(c.subsystem);
    const auto device = folder.path() / c.subsystem;
    std::filesystem::create_directory(device);
    for (const auto& [name, rights] : {std::pair{std::string(c.file), perms{0644}}, {"max_brightness", perms{0444}}}) {
      std::ofstream(device / name) << "1";
      std::filesystem::permissions(device / name, rights);
    }
    const auto command = command_for(c.subsystem, device);
    REQUIRE_FALSE(command.empty());
    REQUIRE(std::system(command.c_str()) == 0);
    CHECK(std::filesystem::status(device / c.file).permissions() == perms{0664});
    CHECK(std::filesystem::status(device / "max_brightness").permissions() == perms{0444});
  }
}
