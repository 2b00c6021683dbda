// Of which process it may be said that it has ended: only of one that certainly has.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

#include "gateway/leases/process.hpp"

using namespace liftguard::gateway::leases;

namespace {

// A child that waits to be killed; its name, as it would write it itself.
struct Child {
  Child() {
    int line[2];
    REQUIRE(::pipe(line) == 0);
    pid = ::fork();
    if (pid == 0) {
      const std::string own = this_process();
      static_cast<void>(::write(line[1], own.data(), own.size()));
      ::close(line[1]);
      for (;;) ::pause();
    }
    ::close(line[1]);
    char text[256];
    for (ssize_t got; (got = ::read(line[0], text, sizeof text)) > 0;) name.append(text, static_cast<std::size_t>(got));
    ::close(line[0]);
  }
  ~Child() {
    if (pid > 0) reap();
  }
  void reap() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }

  pid_t pid = -1;
  std::string name;
};

}  // namespace

TEST_CASE("a process that lives or is stopped has not ended; a zombie and one that is no more have") {
  Child child;
  CHECK_FALSE(has_ended(this_process()));
  CHECK_FALSE(has_ended(child.name));
  ::kill(child.pid, SIGSTOP);
  ::waitpid(child.pid, nullptr, WUNTRACED);
  CHECK_FALSE(has_ended(child.name));
  ::kill(child.pid, SIGKILL);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid), &info, WEXITED | WNOWAIT) == 0);
  CHECK(has_ended(child.name));  // its parent has not asked for it yet
  child.reap();
  CHECK(has_ended(child.name));
}

TEST_CASE("a pid that is another process's by now belongs to one that has ended") {
  const std::string own = this_process();
  const std::string earlier = own.substr(0, own.rfind('/')) + "/1";
  CHECK(has_ended(earlier));
}

TEST_CASE("nothing is said of other machines, other boots, other namespaces, or of what cannot be read") {
  const std::string own = this_process();
  const std::string dead = own.substr(0, own.rfind('/', own.rfind('/') - 1));  // this world
  CHECK_FALSE(has_ended("another-boot" + own.substr(own.find('/'))));
  CHECK_FALSE(has_ended(own.substr(0, own.find('/')) + "/pid:[1]/999999999/1"));
  for (const std::string text : {"", "/", "//", "x", "a/b", "a/b/c/d"}) CHECK_FALSE(has_ended(text));
  for (const std::string rest : {"/x/1", "/-1/1", "/0/1", "/1x/1"}) CHECK_FALSE(has_ended(dead + rest));
}
