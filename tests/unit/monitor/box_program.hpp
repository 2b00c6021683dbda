// The program of the box, liftguard-monitor, as a process of its own.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace liftguard::test {

class BoxProgram {
 public:
  // `environment`: "NAME=value", and nothing else; the log goes to `log`.
  BoxProgram(std::vector<std::string> arguments, std::vector<std::string> environment,
             const std::filesystem::path& log) {
    arguments.insert(arguments.begin(), LIFTGUARD_MONITOR_PROGRAM);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions, fd, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int failed = ::posix_spawn(&pid_, LIFTGUARD_MONITOR_PROGRAM, &actions, nullptr, pointers(arguments).data(),
                                     pointers(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("liftguard-monitor cannot be started");
  }
  ~BoxProgram() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    (void)wait();
  }
  BoxProgram(const BoxProgram&) = delete;
  BoxProgram& operator=(const BoxProgram&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  // SIGTERM; the exit status, or -1 where a signal ended it.
  int end() {
    ::kill(pid_, SIGTERM);
    return wait();
  }
  // Until it ends by itself.
  int wait() {
    if (pid_ <= 0) return -1;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  }

  pid_t pid_ = -1;
};

}  // namespace liftguard::test
