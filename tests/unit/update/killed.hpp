// A child process that is killed at one of its system calls (Linux, by tracing).
#pragma once

#include <catch2/catch.hpp>

#include <csignal>
#include <functional>

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace liftguard::test {

enum class End { killed = 0, finished = 1, not_traceable = 2 };

// Does `work` in a child. Each system call stops twice: the kill comes before it in the one case, after it in the
// other. `stop`: at which of these stops, from 1 on. What `work` throws fails the test.
inline End run_killed(std::size_t stop, const std::function<void()>& work) {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(2);
    ::raise(SIGSTOP);
    try {
      work();
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  int status = 0;
  for (std::size_t stops = 0; ::waitpid(child, &status, 0) == child; ++stops) {
    if (WIFSIGNALED(status)) return End::killed;
    if (WIFEXITED(status)) {
      if (WEXITSTATUS(status) == 2) return End::not_traceable;
      CHECK(WEXITSTATUS(status) == 0);
      return End::finished;
    }
    if (stops == stop) ::kill(child, SIGKILL);
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
  }
  return End::finished;
}

}  // namespace liftguard::test
