#include "simulators/replay/corpus/subprocess.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace liftguard::replay {
namespace {

Refusal failed(const std::string& program, const std::string& why) {
  return refuse("no_program", program + ": " + why);
}

// Its line of summary is not ours to show: that it refused is in its exit status. Gives 0 or the system's reason.
int start(const std::vector<std::string>& command, int output, pid_t& child) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error = ::posix_spawn(&child, command.front().c_str(), &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::string read_to_end(int fd) {
  std::string text;
  std::array<char, 65536> part{};
  while (true) {
    const auto got = ::read(fd, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

Result<std::string> run_program(const std::vector<std::string>& command) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return failed(command.front(), std::strerror(errno));
  pid_t child = 0;
  const int error = start(command, pipe[1], child);
  ::close(pipe[1]);
  std::string text;
  if (error == 0) text = read_to_end(pipe[0]);
  ::close(pipe[0]);
  if (error != 0) return failed(command.front(), std::strerror(error));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return failed(command.front(), "ended with " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1) +
                                       " on " + (command.size() > 1 ? command[1] : std::string{}));
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace liftguard::replay
