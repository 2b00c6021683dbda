#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/bulk/raw_files.hpp"
#include "gateway/bulk/ride_hours.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kHour{1};

wire::RideBody ride(const std::string& direction, std::optional<double> metres,
                    Milliseconds took = Milliseconds{14'000}) {
  wire::RideBody body;
  body.at = {kStart, wire::TimeQuality::synchronised, 1'000'000, 5};
  body.started = kStart - took;
  body.direction = direction;
  body.metres = metres;
  body.peak_speed = 1.5;
  return body;
}

void save(Town& town, const RideSums& sums) {
  auto tx = town.database->begin();
  sums.save(tx);
  tx.commit();
}

std::vector<RideHour> all_of(Town& town, ElevatorId elevator) {
  auto session = town.database->read();
  return rides_of(session, elevator, kStart - 24 * kHour, kStart + 24 * kHour);
}

wire::Envelope record(const std::string& monitor, std::uint64_t seq, std::size_t size = 40) {
  wire::Envelope envelope;
  envelope.monitor = monitor;
  envelope.journal = 77;
  envelope.lane = Lane::bulk;
  envelope.seq = seq;
  envelope.record.assign(size, static_cast<std::uint8_t>(seq));
  return envelope;
}

std::vector<std::uint64_t> seqs(const fs::path& folder, const std::string& monitor) {
  std::vector<std::uint64_t> found;
  read_raw(folder, monitor, [&](const RawRecord& raw) {
    CHECK(raw.monitor == monitor);
    CHECK(raw.journal == 77);
    CHECK(raw.record == wire::Bytes(raw.record.size(), static_cast<std::uint8_t>(raw.seq)));
    found.push_back(raw.seq);
    return true;
  });
  return found;
}

std::size_t files(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

}  // namespace

TEST_CASE("DV-1 rides of an hour add up, over batches, each lift for itself") {
  Town town;
  RideSums first, second;
  first.add(kMonitor, town.elevator, kStart, ride("up", 21.3));
  first.add(kMonitor, town.elevator, kStart, ride("down", -9.7));
  first.add(kSpare, ElevatorId{}, kStart, ride("up", 3.0));
  save(town, first);
  second.add(kMonitor, town.elevator, kStart, ride("", std::nullopt));
  save(town, second);

  const auto hours = all_of(town, town.elevator);
  REQUIRE(hours.size() == 1);
  CHECK(hours[0].sum.rides == 3);
  CHECK(hours[0].sum.up == 1);
  CHECK(hours[0].sum.down == 1);
  CHECK(hours[0].sum.metres == Approx(31.0));
  CHECK(hours[0].sum.travel == Milliseconds{42'000});
  CHECK(hours[0].sum.peak_speed == Approx(1.5));
  CHECK(all_of(town, ElevatorId{}).size() == 1);
}

TEST_CASE("DV-1 a ride belongs to the hour in which it ended, however late it comes") {
  Town town;
  RideSums sums;
  sums.add(kMonitor, town.elevator, kStart, ride("up", 1.0));                    // 06:00:00.000
  sums.add(kMonitor, town.elevator, kStart - Milliseconds{1}, ride("up", 1.0));  // 05:59:59.999
  sums.add(kMonitor, town.elevator, kStart + kHour - Milliseconds{1}, ride("up", 1.0));
  save(town, sums);
  const auto hours = all_of(town, town.elevator);
  REQUIRE(hours.size() == 2);
  CHECK(hours[0].sum.rides == 1);
  CHECK(hours[1].sum.rides == 2);
  CHECK(hours[1].hour == hours[0].hour + 1);
}

TEST_CASE("E2 a ride whose times cannot be adds no travelling time") {
  RideSum sum;
  sum.add(ride("up", 1.0, Milliseconds{-5'000}));
  sum.add(ride("up", 1.0, std::chrono::hours{3}));
  CHECK(sum.rides == 2);
  CHECK(sum.travel == Milliseconds{0});
}

TEST_CASE("raw bulk records are found again by their monitor, over files and processes") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "bulk";
  {
    RawFiles raw(folder, {});
    raw.add(record("LG-000001", 1), kStart);
    raw.add(record("LG-000002", 2), kStart);
    CHECK(raw.write(kStart));
    raw.add(record("LG-000001", 3), kStart);
    CHECK(raw.write(kStart));
  }
  RawFiles later(folder, {});
  later.add(record("LG-000001", 4), kStart + kHour);
  CHECK(later.write(kStart + kHour));
  CHECK(seqs(folder, "LG-000001") == std::vector<std::uint64_t>{1, 3, 4});
  CHECK(seqs(folder, "LG-000002") == std::vector<std::uint64_t>{2});
  CHECK(seqs(folder, "LG-00000").empty());
}

TEST_CASE("a torn or rotten raw line is passed over, and costs no other") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "bulk";
  {
    RawFiles raw(folder, {});
    for (std::uint64_t seq = 1; seq <= 3; ++seq) raw.add(record("LG-000001", seq), kStart);
    CHECK(raw.write(kStart));
  }
  const fs::path file = fs::directory_iterator(folder)->path();
  std::string text;
  {
    std::ifstream in(file);
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  const std::size_t second = text.find('\n') + 1;
  for (const std::size_t at : {second, second + 15, second + 40, text.find('\n', second) - 2}) {
    std::string rotten = text;
    rotten[at] = rotten[at] == '7' ? '8' : '7';
    std::ofstream(file) << rotten;
    CHECK(seqs(folder, "LG-000001") == std::vector<std::uint64_t>{1, 3});
  }
  std::ofstream(file) << text.substr(0, text.size() - 5);
  CHECK(seqs(folder, "LG-000001") == std::vector<std::uint64_t>{1, 2});
}

TEST_CASE("raw files are begun anew at their size, and thrown away by the size of all and by age") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "bulk";
  RawFiles raw(folder, {.file_bytes = 1'000, .total_bytes = 4'000, .keep = 24 * kHour});
  for (std::uint64_t seq = 1; seq <= 100; ++seq) {
    const UtcTime now = kStart + Milliseconds{static_cast<std::int64_t>(seq)};
    raw.add(record("LG-000001", seq, 200), now);
    REQUIRE(raw.write(now));
  }
  CHECK(files(folder) <= 4);
  const auto kept = seqs(folder, "LG-000001");
  REQUIRE_FALSE(kept.empty());
  CHECK(kept.back() == 100);
  CHECK(kept.size() == kept.back() - kept.front() + 1);

  for (std::uint64_t seq = 101; seq <= 103; ++seq) {  // a file is begun, and the old ones are looked at
    raw.add(record("LG-000001", seq, 200), kStart + 48 * kHour);
    REQUIRE(raw.write(kStart + 48 * kHour));
  }
  CHECK(seqs(folder, "LG-000001").front() > 95);
}

TEST_CASE("D2: no raw file is too old while the clock is in doubt") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "bulk";
  RawFiles raw(folder, {.file_bytes = 1'000, .keep = 24 * kHour}, [] { return false; });
  for (std::uint64_t seq = 1; seq <= 20; ++seq) {
    const UtcTime now = kStart + static_cast<int>(seq) * 48 * kHour;
    raw.add(record("LG-000001", seq, 200), now);
    REQUIRE(raw.write(now));
  }
  CHECK(seqs(folder, "LG-000001").size() == 20);
}

TEST_CASE("B9 what cannot be written of the raw records is given up and said, and the next is tried again") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "bulk";
  std::ofstream(folder) << "a file where the folder should be";
  RawFiles raw(folder, {});
  raw.add(record("LG-000001", 1), kStart);
  CHECK_FALSE(raw.write(kStart));
  fs::remove(folder);
  raw.add(record("LG-000001", 2), kStart);
  CHECK(raw.write(kStart));
  CHECK(seqs(folder, "LG-000001") == std::vector<std::uint64_t>{2});
}

TEST_CASE("DV-20 a piece of a clip has its line, and its record with the clips alone") {
  const Scratch scratch;
  RawFiles raw(scratch.path / "bulk", {});
  wire::Envelope piece = record("LG-000001", 7, 12'000);
  piece.body = wire::ClipChunkBody{};
  raw.add(piece, kStart);
  CHECK(raw.write(kStart));
  CHECK(raw.written() < 100);
  int lines = 0;
  read_raw(scratch.path / "bulk", "LG-000001",
           [&](const RawRecord& one) { return one.seq == 7 && one.record.empty() && ++lines > 0; });
  CHECK(lines == 1);
}
