// Each crash is a real one, in a process of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <stdexcept>
#include <vector>

#include <catch2/catch.hpp>

#include "gateway/ingest/suspects.hpp"
#include "tests/unit/gateway/scratch.hpp"

using namespace liftguard::gateway;
using liftguard::gateway::testing::Scratch;

namespace {

// Runs it in a child; the signal that ended it, 0 where it came to its end.
int run_apart(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, SIG_DFL);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

struct Place : Scratch {
  [[nodiscard]] auto file() const { return path / "ingest.suspects"; }

  // A process that dies by `signal` while it applies these.
  void die(int signal, const std::vector<MessageMark>& group) const {
    REQUIRE(run_apart([&] {
              Suspects suspects(file());
              suspects.begin(group);
              ::raise(signal);
            }) == signal);
  }
};

const MessageMark kPoison = mark_of("lift/1/11/LG-1/up/alarm", "poison");
const MessageMark kOther = mark_of("lift/1/11/LG-1/up/alarm", "other");

}  // namespace

TEST_CASE("B17: a crash makes suspects of the whole group, and the one by one of them finds the culprit") {
  const Place place;
  place.die(SIGSEGV, {kPoison, kOther});
  {
    Suspects suspects(place.file());
    CHECK(suspects.crashes(kPoison) == 1);
    CHECK(suspects.crashes(kOther) == 1);
    const MessageMark alone[]{kOther};
    suspects.begin(alone);
    suspects.done();
    CHECK(suspects.crashes(kOther) == 0);
  }
  place.die(SIGABRT, {kPoison});
  const Suspects suspects(place.file());
  CHECK(suspects.crashes(kPoison) == 2);
  CHECK(suspects.crashes(kPoison) > Suspects::kCrashesAllowed);
  CHECK(suspects.crashes(kOther) == 0);
}

TEST_CASE("B17: kill -9 is nobody's fault, and neither is a crash between two groups") {
  const Place place;
  place.die(SIGKILL, {kPoison});
  CHECK(Suspects(place.file()).none());
  REQUIRE(run_apart([&] {
            Suspects suspects(place.file());
            const MessageMark group[]{kPoison};
            suspects.begin(group);
            suspects.done();
            ::raise(SIGSEGV);
          }) == SIGSEGV);
  CHECK(Suspects(place.file()).none());
}

TEST_CASE("B17: a thread that runs out of stack is marked too") {
  const Place place;
  REQUIRE(run_apart([&] {
            Suspects suspects(place.file());
            const MessageMark group[]{kPoison};
            suspects.begin(group);
            const std::function<int(int)> dig = [&](int level) -> int {
              volatile char here[4096];
              here[level % 4096] = 1;
              return dig(level + 1) + here[0];
            };
            if (dig(0) == 0) ::_exit(1);
          }) == SIGSEGV);
  CHECK(Suspects(place.file()).crashes(kPoison) == 1);
}

TEST_CASE("B17: rubbish in the file is no suspicion") {
  const Place place;
  {
    std::FILE* file = std::fopen(place.file().c_str(), "w");
    for (int i = 0; i < 100'000; ++i) std::fputc(0xFF, file);
    std::fclose(file);
  }
  CHECK(Suspects(place.file()).none());
}
