#include "tests/unit/storage/cluster.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace liftguard::testing {

namespace {

// The first line that deploy/launcher/postgresql.sh prints.
std::string run(const std::string& verb, const std::filesystem::path& folder) {
  const std::string command =
      std::string(LG_SOURCE_DIR "/deploy/launcher/postgresql.sh ") + verb + " " + folder.string();
  const std::unique_ptr<FILE, decltype(&pclose)> output(popen(command.c_str(), "re"), pclose);
  std::array<char, 512> line{};
  if (output == nullptr || fgets(line.data(), line.size(), output.get()) == nullptr)
    throw std::runtime_error(command + " failed");
  std::string text(line.data());
  return text.substr(0, text.find('\n'));
}

// In memory where there is room: what survives kill -9 is the same there, and a recovery takes no seconds.
std::filesystem::path new_folder() {
  std::error_code none;
  const auto memory = std::filesystem::space("/dev/shm", none);
  const std::filesystem::path base =
      !none && memory.available > 512'000'000 ? "/dev/shm" : std::filesystem::temp_directory_path();
  return base / ("liftguard-postgresql-" + std::to_string(getpid()));
}

}  // namespace

Cluster::Cluster() : folder_(new_folder()), url_(run("start", folder_)) {}

Cluster::~Cluster() {
  const std::string command = std::string(LG_SOURCE_DIR "/deploy/launcher/postgresql.sh stop ") + folder_.string();
  (void)std::system(command.c_str());
}

void Cluster::kill_9() const {
  pid_t postmaster = 0;
  if (std::ifstream(folder_ / "data" / "postmaster.pid") >> postmaster) kill(postmaster, SIGKILL);
}

void Cluster::start_again() const {
  (void)run("again", folder_);
}

}  // namespace liftguard::testing
