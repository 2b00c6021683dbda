// Fault row C10 on the Linux port: the updating program is killed at every one of its system calls, on real files.
#include <catch2/catch.hpp>

#include <csignal>

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/update/folder_slots.hpp"
#include "tests/unit/update/box.hpp"
#include "tests/unit/update/folder.hpp"

using namespace liftguard::update;
using namespace liftguard::test;

namespace {

constexpr std::uint64_t kCapacity = 100'000;

enum class End : std::uint8_t { killed, finished, not_traceable };

// In the child: everything from the first start to the confirmation.
[[noreturn]] void update_traced(const std::filesystem::path& folder, const Maker& maker,
                                const std::vector<std::uint8_t>& image) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(2);
  ::raise(SIGSTOP);
  try {
    FolderSlots slots(folder, kCapacity);
    Box(slots, maker).settle(image, NewImage::good);
    ::_exit(0);
  } catch (...) {
    ::_exit(1);
  }
}

// Each system call stops twice: the kill comes before it in the one case, after it in the other.
End run_to_stop(pid_t child, std::size_t stop) {
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

}  // namespace

TEST_CASE("C10 folders: killed before and after every system call, the box starts a whole image and completes it") {
  const Maker maker;
  const auto first = maker.image(1, 200), second = maker.image(2, 200);
  for (std::size_t stop = 1;; ++stop) {
    const Folder folder(quick_parent());
    const auto path = folder / "slots";
    FolderSlots slots(path, kCapacity);
    Box(slots, maker).provision(first);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) update_traced(path, maker, second);
    const auto end = run_to_stop(child, stop);
    if (end == End::not_traceable) {
      WARN("this host lets nobody trace: not tried");
      return;
    }
    INFO("stop " << stop);
    Box box(slots, maker);
    const auto running = box.start();
    CHECK((running == 1 || running == 2));
    box.settle(second, NewImage::good);
    CHECK(box.updater().status().running == 2);
    if (end == End::finished) {
      CHECK(stop > 100);
      break;
    }
  }
}
