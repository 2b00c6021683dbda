#include "tests/unit/cortex/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

extern char** environ;

namespace liftguard::cortex {
namespace {

namespace fs = std::filesystem;

pid_t start(const Child& child) {
  std::vector<char*> arguments;
  for (const auto& word : child.words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addchdir_np(&actions, child.folder.c_str());
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, child.output.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, child.problems.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + child.words[0]);
  return pid;
}

// True once the process has ended.
bool ends_within(pid_t pid, std::chrono::milliseconds at_most) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) throw std::runtime_error("no handle of the process");
  pollfd ended{fd, POLLIN, 0};
  const int count = ::poll(&ended, 1, static_cast<int>(at_most.count()));
  ::close(fd);
  return count > 0;
}

}  // namespace

int run_child(const Child& child, std::chrono::seconds at_most) {
  const auto pid = start(child);
  const bool ended = ends_within(pid, at_most);
  if (!ended) ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!ended) throw std::runtime_error(child.words[0] + " did not end in time");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Scratch::Scratch() {
  std::string name = (fs::temp_directory_path() / "liftguard-cortex-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the emulator");
  path = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace liftguard::cortex
