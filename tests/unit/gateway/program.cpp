#include "tests/unit/gateway/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

extern char** environ;

namespace liftguard::gateway::testing {

namespace {

// Several run in one folder at once.
std::filesystem::path next_output(const std::filesystem::path& folder) {
  static int number = 0;
  return folder / ("output-" + std::to_string(++number));
}

}  // namespace

Program::Program(const std::filesystem::path& folder, std::vector<std::string> arguments)
    : output_(next_output(folder)) {
  arguments.insert(arguments.begin(), LG_GATEWAY);
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  REQUIRE(::posix_spawn(&process_, LG_GATEWAY, &actions, nullptr, pointers.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
}

Program::~Program() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Program::signal(int number) const {
  ::kill(process_, number);
}

int Program::exit_code() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string Program::output() const {
  std::ifstream in(output_, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::filesystem::path write_config(const Plant& plant) {
  const auto path = plant.scratch.path / "gateway.toml";
  std::ofstream(path) << "[database]\nurl = \"" << plant.url
                      << "\"\nfiles = \".\"\n[broker]\nhost = \"localhost\"\nport = " << plant.broker.services_port()
                      << "\nca = \"services-ca.crt\"\ncertificate = \"gateway.crt\"\nkey = \"gateway.key\"\n"
                      << "[sms]\nurl = \"" << plant.config.sms.url << "\"\n";
  return path;
}

}  // namespace liftguard::gateway::testing
