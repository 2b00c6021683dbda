// The journal's file when the disk below it fails. fdatasync is this program's own, so that it can fail as Linux has
// it: once, and never again for the same pages.
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "firmware/journal/journal.hpp"
#include "firmware/port/linux/file_device.hpp"

using namespace liftguard;

namespace {

struct Syncs {
  int calls = 0;
  int fail_in = -1;  // calls from now; -1: never
};
Syncs syncs;

}  // namespace

extern "C" int fdatasync(int fd) {
  ++syncs.calls;
  if (syncs.fail_in >= 0 && syncs.fail_in-- == 0) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

namespace {

constexpr journal::Geometry kGeometry{64 * 1024, 12, 16};

struct Bench {
  Bench() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    syncs = {};
    open();
  }
  ~Bench() { std::filesystem::remove_all(folder); }
  void open() {
    journal.reset();
    device.reset();
    device.emplace(folder / "journal", kGeometry);
    journal::Options options;
    options.sectors = {4, 3, 3, 2};
    options.stamp = [] { return wire::Stamp{}; };
    options.random = [this] { return random() + std::uint64_t{1}; };
    journal.emplace(*device, options);
  }
  Result<std::vector<journal::RecordKey>> append() {
    const std::vector<std::uint8_t> record(200, 0x42);
    const journal::Draft draft{Lane::alarm, EventKind::trapped, record};
    return journal->append({&draft, 1}, {});
  }

  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("liftguard-file-" + std::to_string(::getpid()));
  std::mt19937 random{1};
  std::optional<port::FileDevice> device;
  std::optional<journal::Journal> journal;
};

}  // namespace

TEST_CASE("every append is synced before it returns") {
  Bench bench;
  const auto before = syncs.calls;
  for (int i = 1; i <= 10; ++i) {
    REQUIRE(bench.append().has_value());
    CHECK(syncs.calls == before + i);
  }
}

TEST_CASE("B10: a sync that fails once is not tried again; the file opened anew has all that was accepted") {
  Bench bench;
  const auto accepted = bench.append()->front();
  syncs.fail_in = 0;
  CHECK_THROWS_AS(bench.append(), journal::DeviceError);
  const auto calls = syncs.calls;
  CHECK_THROWS_AS(bench.append(), journal::DeviceError);
  CHECK_THROWS_AS(bench.journal->save_kept(std::vector<std::uint8_t>{1}), journal::DeviceError);
  CHECK(syncs.calls == calls);
  bench.open();
  CHECK(bench.journal->read(accepted).has_value());
  CHECK(bench.append().has_value());
}

TEST_CASE("C1: opening syncs what a killed predecessor left in the kernel's hands before it believes any of it") {
  Bench bench;
  const auto before = syncs.calls;
  bench.journal.reset();
  bench.device.reset();
  bench.device.emplace(bench.folder / "journal", kGeometry);
  CHECK(syncs.calls == before + 1);
  bench.device.reset();
  syncs.fail_in = 0;
  CHECK_THROWS_AS(bench.device.emplace(bench.folder / "journal", kGeometry), journal::DeviceError);
  bench.open();
}

TEST_CASE("whole sectors come past the page cache and are the same bytes") {
  Bench bench;
  for (int i = 0; i < 50; ++i) REQUIRE(bench.append().has_value());
  std::vector<std::uint8_t> direct(2 * kGeometry.sector_size), cached(2 * kGeometry.sector_size);
  bench.device->read(0, direct);
  for (std::uint32_t at = 0; at < cached.size(); at += 1'000)
    bench.device->read(at, std::span(cached).subspan(at, std::min<std::size_t>(1'000, cached.size() - at)));
  CHECK(direct == cached);
}
