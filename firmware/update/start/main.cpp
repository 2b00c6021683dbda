// liftguard-boot: chooses a slot and becomes its program. What systemd starts on a box with two slots.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "firmware/update/folder_slots.hpp"
#include "firmware/update/image.hpp"
#include "firmware/update/start/last_end.hpp"

namespace {

using namespace liftguard::update;
namespace fs = std::filesystem;

std::string host_boot() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string line;
  std::getline(in, line);
  return line;
}

// Does not come back where it succeeds.
void become(const fs::path& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program.string());
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  ::execv(program.c_str(), pointers.data());
  fmt::print(stderr, "liftguard-boot: cannot start {}: {}\n", program.string(), std::strerror(errno));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Starts the firmware of a box from the slot that is to run");
  fs::path folder, marker;
  std::vector<std::string> arguments;
  app.add_option("--slots", folder, "the box's folder of slots")->required();
  app.add_option("--marker", marker, "file that the program keeps while it runs")->required();
  app.add_option("ARGUMENTS", arguments, "of the program, after --");
  CLI11_PARSE(app, argc, argv);
  try {
    FolderSlots slots(folder, kHeaderSize + kMostPayload);
    const auto choice = prepare_boot(slots, last_end_of(marker, host_boot()));
    const char* name = choice.slot == Slot::a ? "A" : "B";
    fmt::print(stderr, "liftguard-boot: slot {}, start {} of a trial: {}\n", name,
               choice.record.trial ? int{choice.record.starts} : 0, words_of(choice.reason).en);
    ::setenv("LIFTGUARD_SLOT", name, 1);
    become(slots.program(choice.slot), std::move(arguments));
  } catch (const std::exception& error) {
    fmt::print(stderr, "liftguard-boot: {}\n", error.what());
  }
  return 1;
}
