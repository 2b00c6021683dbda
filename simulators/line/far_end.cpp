#include "simulators/line/far_end.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace liftguard::line {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A mount namespace of its own with another /etc/hosts: the certificate of the broker under test says localhost.
void say_where_localhost_is(const std::string& address) {
  const auto line = address + " localhost\n";
  std::string path = "/tmp/liftguard-hosts-XXXXXX";
  const int file = ::mkstemp(path.data());
  if (file < 0) fail("a hosts file");
  const bool written = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const bool readable = ::fchmod(file, 0644) == 0;
  ::close(file);
  const bool apart = ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
  const bool mounted = apart && ::mount(path.c_str(), "/etc/hosts", nullptr, MS_BIND, nullptr) == 0;
  const int error = errno;
  ::unlink(path.c_str());
  errno = error;
  if (!written || !readable || !mounted) fail("putting another /etc/hosts in place");
}

[[noreturn]] void become(const std::vector<std::string>& command, const std::string& localhost) {
  try {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!localhost.empty()) say_where_localhost_is(localhost);
    std::vector<char*> words;
    for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));  // execvp changes none
    words.push_back(nullptr);
    ::execvp(words[0], words.data());
    fail(command[0]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "liftguard-line: %s\n", error.what());
  }
  ::_exit(127);
}

}  // namespace

int move_to_far_end(const TunOptions& options) {
  if (::unshare(CLONE_NEWNET) != 0) fail("a network namespace");
  bring_loopback_up();
  return open_tun(options);
}

pid_t start_program(const std::vector<std::string>& command, const std::string& localhost) {
  const pid_t pid = ::fork();
  if (pid < 0) fail("starting " + command[0]);
  if (pid == 0) become(command, localhost);
  return pid;
}

}  // namespace liftguard::line
