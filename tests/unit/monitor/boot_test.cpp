// Reset reasons, crash loops and safe mode (issue 4 point 6, fault row C7).
#include <catch2/catch.hpp>

#include "firmware/monitor/boot_history.hpp"
#include "firmware/monitor/boot_marker.hpp"
#include "tests/unit/monitor/folder.hpp"
#include "tests/unit/update/killed.hpp"

using namespace liftguard;
using namespace liftguard::monitor;
using namespace std::chrono_literals;
using Reason = wire::BootReason;
using test::Folder;

namespace {

constexpr SteadyTime kBegin{1s};
const CrashLimits kLimits{3, 600s, 1800s};

BootOptions options_of(const Folder& folder, const std::string& host = "host-1", const std::string& program = "1/A") {
  return {folder.path(), host, program, std::nullopt, kLimits};
}

// Starts and comes to no orderly end.
Reason crash(const Folder& folder, const std::string& host = "host-1") {
  return BootMarker(options_of(folder, host), kBegin).reason();
}

BootHistory crashed(BootHistory history) {
  return started(std::move(history), {"host-1", "1/A", Reason::crash}, kLimits);
}

}  // namespace

TEST_CASE("the board's own words for its last reset") {
  CHECK(board_reset_of("brown-out reset\n") == BoardReset::brown_out);
  CHECK(board_reset_of("Watchdog timeout") == BoardReset::watchdog);
  CHECK(board_reset_of("WDT") == BoardReset::watchdog);
  CHECK(board_reset_of("regular power-up") == BoardReset::power);
  CHECK(board_reset_of("software reset") == BoardReset::unknown);
  CHECK(board_reset_of("") == BoardReset::unknown);
  // Bits of the kernel's watchdog interface.
  CHECK(board_reset_of("0\n") == BoardReset::unknown);
  CHECK(board_reset_of("32\n") == BoardReset::watchdog);
  CHECK(board_reset_of("0x10") == BoardReset::brown_out);
  CHECK(board_reset_of("48") == BoardReset::brown_out);  // the cause before the consequence
}

TEST_CASE("why the program starts: every combination that means something") {
  struct Row {
    LastRun last;
    Reason reason;
  };
  const bool known = true, same = true, other = false, watchdog = true;
  const Row rows[] = {
      {{}, Reason::unknown},
      {{known, same, RunEnd::restart, false, BoardReset::unknown}, Reason::restart},
      {{known, other, RunEnd::restart, false, BoardReset::brown_out}, Reason::restart},
      {{known, same, RunEnd::update, false, BoardReset::unknown}, Reason::update},
      {{known, other, RunEnd::update, false, BoardReset::power}, Reason::update},
      {{known, same, RunEnd::none, false, BoardReset::unknown}, Reason::crash},
      {{known, same, RunEnd::none, false, BoardReset::brown_out}, Reason::crash},  // of a reset long before
      {{known, same, RunEnd::none, watchdog, BoardReset::unknown}, Reason::watchdog},
      {{known, other, RunEnd::none, false, BoardReset::unknown}, Reason::power},
      {{known, other, RunEnd::none, false, BoardReset::power}, Reason::power},
      {{known, other, RunEnd::none, false, BoardReset::watchdog}, Reason::watchdog},
      {{known, other, RunEnd::none, false, BoardReset::brown_out}, Reason::brown_out},
  };
  for (const auto& row : rows) CHECK(boot_reason(row.last) == row.reason);
}

TEST_CASE("C7: the third crash within ten minutes of running leads to safe mode, a later one does not") {
  const auto two = crashed(aged(crashed(crashed({})), 60s, kLimits));
  // The first start is of a program without a past: only two of these crashes are its own.
  REQUIRE(two.crashes == std::vector{60s, 0s});
  CHECK_FALSE(two.safe_mode);
  CHECK(crashed(aged(two, 539s, kLimits)).safe_mode);
  CHECK_FALSE(crashed(aged(two, 540s, kLimits)).safe_mode);
}

TEST_CASE("C7: power cuts and restarts are no crashes, a watchdog's reset is one") {
  auto history = crashed(crashed(crashed({})));
  REQUIRE(history.crashes.size() == 2);
  for (const auto reason : {Reason::power, Reason::restart, Reason::update, Reason::unknown}) {
    history = started(history, {"host-2", "1/A", reason}, kLimits);
    CHECK(history.crashes.size() == 2);
  }
  CHECK(started(history, {"host-2", "1/A", Reason::watchdog}, kLimits).safe_mode);
}

TEST_CASE("C7: another program does not pay for the crashes of the one before") {
  const auto loop = crashed(crashed(crashed(crashed({}))));
  REQUIRE(loop.safe_mode);
  const auto fresh = started(loop, {"host-1", "1/B", Reason::crash}, kLimits);
  CHECK_FALSE(fresh.safe_mode);
  CHECK(fresh.crashes.empty());
  CHECK(fresh.starts == loop.starts + 1);
}

TEST_CASE("C7: safe mode is left after good running, and a relapse makes the next stretch twice as long") {
  auto history = crashed(crashed(crashed(crashed({}))));
  CHECK_FALSE(may_leave(aged(history, 1799s, kLimits), kLimits));
  history = aged(history, 1800s, kLimits);
  REQUIRE(may_leave(history, kLimits));
  history = left(history, kLimits);
  CHECK_FALSE(history.safe_mode);

  SECTION("a crash soon after leads back at once") {
    history = crashed(aged(history, 599s, kLimits));
    CHECK(history.safe_mode);
    CHECK_FALSE(may_leave(aged(history, 3599s, kLimits), kLimits));
    CHECK(may_leave(aged(history, 3600s, kLimits), kLimits));
  }
  SECTION("ten good minutes in full mode and everything is forgotten") {
    history = aged(history, 600s, kLimits);
    CHECK_FALSE(ages(history));
    CHECK(history.relapses == 0);
    CHECK_FALSE(crashed(history).safe_mode);
  }
  SECTION("no stretch is longer than a day") {
    history.relapses = 1000;
    history.safe_mode = true;
    CHECK(may_leave(aged(history, 24h, kLimits), kLimits));
  }
}

TEST_CASE("C7: safe mode takes updates, but not after a second row of crashes; after a third it does again") {
  auto history = crashed({});  // of a program that has not run before: no crash yet
  for (int i = 1; i <= 12; ++i) {
    history = crashed(history);
    INFO("crash " << i);
    CHECK(may_update(history, kLimits) == (i < 6 || (i >= 9 && i < 12)));
  }
  CHECK(may_update(aged(history, 600s, kLimits), kLimits));  // they lie far enough back
}

TEST_CASE("C7: a crash in safe mode, and a power cut, keep safe mode; only the crash starts the stretch anew") {
  const auto history = aged(crashed(crashed(crashed(crashed({})))), 1000s, kLimits);
  const auto cut = started(history, {"host-2", "1/A", Reason::power}, kLimits);
  CHECK(cut.safe_mode);
  CHECK(cut.good == 1000s);
  const auto again = crashed(history);
  CHECK(again.safe_mode);
  CHECK(again.good == 0s);
}

TEST_CASE("the history as text: back as it was, and no bit of it may turn") {
  const BootHistory history{12, "host-1", "0.1.0/A", RunEnd::update, {35s, 0s}, true, 7s, 2};
  const auto text = encode(history);
  CHECK(decode_history(text) == history);
  CHECK(decode_history(encode(BootHistory{})) == BootHistory{});
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto rotten = text;
    rotten[i] = static_cast<char>(rotten[i] ^ 1);
    const auto read = decode_history(rotten);
    CHECK((!read || *read == history));  // its last line end is nobody's
    CHECK((i + 1 == text.size() || !decode_history(text.substr(0, i))));
  }
}

TEST_CASE("why the program starts, told by its files") {
  Folder folder;
  CHECK(crash(folder) == Reason::unknown);
  CHECK(crash(folder) == Reason::crash);
  CHECK(crash(folder, "host-2") == Reason::power);
  for (const auto& [end, reason] : {std::pair{RunEnd::restart, Reason::restart}, {RunEnd::update, Reason::update}}) {
    BootMarker marker(options_of(folder, "host-2"), kBegin);
    CHECK(std::filesystem::exists(folder.path() / "running"));
    marker.end_orderly(end);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "running"));
    CHECK(crash(folder, "host-2") == reason);
  }
  CHECK(test::read_file(folder.path() / "running") == "host-2\n");
}

TEST_CASE("the board's word counts where the host was reset") {
  Folder folder;
  const auto told = folder.path() / "bootstatus";
  std::ofstream(told) << "16\n";
  CHECK(crash(folder) == Reason::unknown);
  auto options = options_of(folder, "host-2");
  options.board_reset = told;
  CHECK(BootMarker(options, kBegin).reason() == Reason::brown_out);
  CHECK(BootMarker(options, kBegin).reason() == Reason::crash);
}

TEST_CASE("a process that the service manager aborts for its watchdog says so; one that aborts itself does not") {
  for (const bool by_watchdog : {true, false}) {
    Folder folder;
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      (void)std::freopen("/dev/null", "w", stderr);
      const BootMarker marker(options_of(folder), kBegin);
      if (!by_watchdog) std::abort();
      ::raise(SIGSTOP);
      ::pause();
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, WUNTRACED) == child);
    if (by_watchdog) {
      REQUIRE(WIFSTOPPED(status));
      ::kill(child, SIGABRT);
      ::kill(child, SIGCONT);
      REQUIRE(::waitpid(child, &status, 0) == child);
    }
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
    CHECK(crash(folder) == (by_watchdog ? Reason::watchdog : Reason::crash));
  }
}

TEST_CASE("C7: a crash loop ends in safe mode, which a restart without it ends") {
  Folder folder;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(BootMarker(options_of(folder), kBegin).safe_mode());
  {
    BootMarker marker(options_of(folder), kBegin);
    CHECK(marker.safe_mode());
    CHECK(marker.starts() == 4);
    for (auto now = kBegin; now < kBegin + 1790s; now += 1s) marker.step(now);
    CHECK_FALSE(marker.wants_restart());
  }
  CHECK(BootMarker(options_of(folder), kBegin).safe_mode());  // that was a crash: the stretch begins anew
  {
    BootMarker marker(options_of(folder), kBegin);
    for (auto now = kBegin; now < kBegin + 1830s; now += 1s) marker.step(now);
    REQUIRE(marker.wants_restart());
    CHECK(marker.safe_mode());
    CHECK(marker.takes_updates());
    for (auto now = kBegin + 1830s; now < kBegin + 3600s; now += 1s) marker.step(now);  // nobody could let it end
    CHECK(marker.wants_restart());
    marker.end_orderly(RunEnd::restart);
  }
  CHECK_FALSE(BootMarker(options_of(folder), kBegin).safe_mode());
  CHECK(BootMarker(options_of(folder), kBegin).safe_mode());  // one crash too soon
}

TEST_CASE("C7: killed while it waits for the moment to leave safe mode, it is in safe mode again") {
  Folder folder;
  for (int i = 0; i < 3; ++i) (void)crash(folder);
  {
    BootMarker marker(options_of(folder), kBegin);
    for (auto now = kBegin; now < kBegin + 1900s; now += 1s) marker.step(now);
    REQUIRE(marker.wants_restart());
  }
  BootMarker after(options_of(folder), kBegin);
  CHECK(after.safe_mode());
  CHECK_FALSE(after.wants_restart());
}

TEST_CASE(
    "C7: without safe mode nothing is left and nothing wants a restart; a second row of crashes in it ends updates") {
  Folder folder;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(BootMarker(options_of(folder), kBegin).wants_restart());
  for (int i = 3; i < 6; ++i) CHECK(BootMarker(options_of(folder), kBegin).takes_updates());
  CHECK_FALSE(BootMarker(options_of(folder), kBegin).takes_updates());
}

TEST_CASE("a folder that takes no files keeps no box from starting, nor from ending") {
  Folder folder;
  (void)crash(folder);
  auto options = options_of(folder);
  options.folder = folder.path() / "nowhere";
  BootMarker marker(options, kBegin);
  CHECK(marker.reason() == Reason::unknown);
  CHECK_NOTHROW(marker.end_orderly(RunEnd::restart));
}

TEST_CASE("C7: killed before and after every system call, no crash is missed and no history lost") {
  for (std::size_t stop = 1;; ++stop) {
    Folder folder;
    for (int i = 0; i < 3; ++i) (void)crash(folder);  // two crashes remembered
    const auto end = test::run_killed(stop, [&] {
      BootMarker marker(options_of(folder), kBegin);
      marker.step(kBegin + 40s);
      marker.end_orderly(RunEnd::restart);
    });
    if (end == test::End::not_traceable) {
      WARN("this host lets nobody trace: not tried");
      return;
    }
    INFO("stop " << stop);
    const BootMarker after(options_of(folder), kBegin);
    CHECK(after.safe_mode());
    CHECK((after.reason() == Reason::crash || after.reason() == Reason::restart));
    if (end == test::End::finished) {
      CHECK(after.reason() == Reason::restart);
      CHECK(stop > 40);
      break;
    }
  }
}
