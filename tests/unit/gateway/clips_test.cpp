// DV-20 at the gateway: pieces of clips in any order, from good boxes and bad ones, until they are files.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "common/base/checksum.hpp"
#include "gateway/clip_list.hpp"
#include "gateway/clips/shelf.hpp"
#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::gateway::testing;
using namespace std::chrono_literals;

namespace {

wire::Bytes some_bytes(std::size_t size, std::uint32_t seed = 1) {
  std::mt19937 random(seed);
  wire::Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

// As a box cuts a clip of the event (77, alarm, seq).
std::vector<wire::ClipChunkBody> cut(const wire::Bytes& clip, std::uint64_t seq) {
  std::vector<wire::ClipChunkBody> out;
  for (std::size_t from = 0; from < clip.size(); from += wire::kClipChunkBytes) {
    wire::ClipChunkBody chunk;
    chunk.at.wall = kStart;
    chunk.journal = 77;
    chunk.seq = seq;
    chunk.index = static_cast<std::uint32_t>(out.size());
    chunk.count = static_cast<std::uint32_t>(wire::clip_chunks(clip.size()));
    chunk.size = static_cast<std::uint32_t>(clip.size());
    chunk.crc = crc32c(clip);
    const auto to = std::min(from + wire::kClipChunkBytes, clip.size());
    chunk.data.assign(clip.begin() + static_cast<std::ptrdiff_t>(from), clip.begin() + static_cast<std::ptrdiff_t>(to));
    out.push_back(std::move(chunk));
  }
  return out;
}

struct Running : Town {
  void send(std::uint64_t record, const wire::ClipChunkBody& chunk) {
    const auto message = incoming(box.envelope(Lane::bulk, record, chunk));
    intake.offer(message.origin, message.topic, message.payload);
    REQUIRE(writer.turn(0ms) == 1);
  }
  void send(const wire::ClipChunkBody& chunk) { send(++number, chunk); }
  void send_all(const wire::Bytes& clip, std::uint64_t seq) {
    for (const auto& chunk : cut(clip, seq)) send(chunk);
  }
  [[nodiscard]] std::optional<Clip> clip(std::uint64_t seq) {
    auto session = database->read();
    return find_clip(session, kMonitor + "/77/alarm/" + std::to_string(seq));
  }
  [[nodiscard]] std::size_t files() const {
    const std::filesystem::recursive_directory_iterator all(folder), end;
    return static_cast<std::size_t>(std::count_if(all, end, [](const auto& entry) { return entry.is_regular_file(); }));
  }
  wire::Bytes exported(std::uint64_t seq) {
    const auto to = scratch.path / "out.clip";
    REQUIRE(export_clip(*database, folder, kMonitor + "/77/alarm/" + std::to_string(seq), to).has_value());
    std::ifstream in(to, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Box box;
  std::uint64_t number = 0;
  const FaultPoints faults;
  Intake intake;
  std::vector<Confirmation> confirmed;
  const WriterOutputs outputs{[this](const auto& some) { confirmed = some; }, [](const auto&, UtcTime) {}, [] {}};
  Writer writer{{*database, clock, clock, intake, outputs, faults}};
  std::filesystem::path folder = ClipFiles::folder_in(scratch.path);
  Shelf shelf{*database, folder};
};

const std::size_t kThreePieces = 2 * wire::kClipChunkBytes + 100;

}  // namespace

TEST_CASE("DV-20: a clip comes in pieces, in any order and often, and leaves as it was cut") {
  Running town;
  const auto clip = some_bytes(kThreePieces);
  auto pieces = cut(clip, 5);
  REQUIRE(pieces.size() == 3);
  town.send(pieces[2]);
  town.send(pieces[0]);
  town.send(2, pieces[0]);  // the same record again
  town.send(pieces[0]);     // the same piece under another number
  CHECK(town.shelf.step() == 0);
  CHECK(town.clip(5)->state == ClipState::coming);
  CHECK(town.clip(5)->here == 2);
  CHECK(export_clip(*town.database, town.folder, kMonitor + "/77/alarm/5", "x").error().code == "not_whole");
  town.send(pieces[1]);
  CHECK(town.clip(5)->state == ClipState::whole);
  CHECK(town.shelf.step() == 1);
  CHECK(town.clip(5)->state == ClipState::stored);
  CHECK(town.exported(5) == clip);
  CHECK(town.count("clip_chunks") == 0);
  CHECK(town.count("monitor_events where record <> ''") == 0);  // kept once
  REQUIRE(town.confirmed.size() == 1);
  CHECK(town.confirmed[0].confirm.lanes[0].contiguous == town.number);
  town.send(pieces[1]);  // long after
  CHECK(town.clip(5)->state == ClipState::stored);
  CHECK(town.count("clip_chunks") == 0);
  CHECK(town.shelf.step() == 0);
}

TEST_CASE("DV-20: the sizes at the edges of a piece") {
  Running town;
  std::uint64_t seq = 0;
  for (const auto size : {std::size_t{1}, wire::kClipChunkBytes - 1, wire::kClipChunkBytes, wire::kClipChunkBytes + 1,
                          2 * wire::kClipChunkBytes}) {
    INFO(size);
    const auto clip = some_bytes(size, static_cast<std::uint32_t>(size));
    town.send_all(clip, ++seq);
    CHECK(town.shelf.step() == 1);
    CHECK(town.exported(seq) == clip);
  }
}

TEST_CASE("DV-20: pieces that do not make what the box said are set aside as damaged, the records confirmed") {
  Running town;
  auto pieces = cut(some_bytes(kThreePieces), 5);
  pieces[1].data[7] = static_cast<std::uint8_t>(pieces[1].data[7] ^ 1);
  for (const auto& piece : pieces) town.send(piece);
  CHECK(town.shelf.step() == 1);
  CHECK(town.clip(5)->state == ClipState::damaged);
  CHECK(town.count("clip_chunks") == 0);
  CHECK(town.confirmed[0].confirm.lanes[0].contiguous == 3);
  CHECK(export_clip(*town.database, town.folder, kMonitor + "/77/alarm/5", "x").error().code == "not_whole");
}

TEST_CASE("DV-20: a piece of another clip under the same event is not taken") {
  Running town;
  const auto clip = some_bytes(kThreePieces);
  const auto pieces = cut(clip, 5);
  const auto others = cut(some_bytes(kThreePieces, 2), 5);
  town.send(pieces[0]);
  town.send(others[1]);
  town.send(pieces[1]);
  town.send(others[2]);
  town.send(pieces[2]);
  CHECK(town.shelf.step() == 1);
  CHECK(town.exported(5) == clip);
}

TEST_CASE("O9: a box that begins clips and never ends them holds four of them, and 32 in all") {
  Running town;
  const auto big = some_bytes(kThreePieces);
  for (std::uint64_t seq = 1; seq <= 200; ++seq) town.send(cut(big, seq)[0]);
  CHECK(town.count("clips") == kMaxComing);
  CHECK(town.count("clip_chunks") == kMaxComing);
  CHECK_FALSE(town.clip(196));
  CHECK(town.clip(200));

  for (std::uint64_t seq = 1'000; seq < 1'050; ++seq) {
    town.send_all(some_bytes(50, static_cast<std::uint32_t>(seq)), seq);
    CHECK(town.shelf.step() == 1);
  }
  CHECK(town.count("clips") == kMaxKept);
  CHECK(town.files() == kMaxKept);
  CHECK_FALSE(town.clip(1'017));
  CHECK(town.clip(1'018));
}

TEST_CASE("a file that two clips name goes with the last of them") {
  Running town;
  const auto clip = some_bytes(50);
  for (std::uint64_t seq = 1; seq <= kMaxKept + 1; ++seq) {
    town.send_all(seq <= 2 ? clip : some_bytes(50, static_cast<std::uint32_t>(seq)), seq);
    town.shelf.step();
  }
  CHECK_FALSE(town.clip(1));
  CHECK(town.exported(2) == clip);
  town.send_all(some_bytes(60), 100);
  town.shelf.step();
  CHECK_FALSE(town.clip(2));
  CHECK(town.files() == kMaxKept);
}

TEST_CASE("a gateway that dies between file and row makes the same file again") {
  Running town;
  const auto clip = some_bytes(kThreePieces);
  town.send_all(clip, 5);
  ClipFiles(town.folder).put(clip);
  CHECK(town.shelf.step() == 1);
  CHECK(town.files() == 1);
  CHECK(town.exported(5) == clip);
}

TEST_CASE("a clip is asked for by the name of its event") {
  Running town;
  town.send_all(some_bytes(50), 5);
  town.shelf.step();
  auto session = town.database->read();
  const auto listed = newest_clips(session, 10);
  REQUIRE(listed.size() == 1);
  CHECK(event_of(listed[0]) == "LG-000001/77/alarm/5");
  CHECK(describe(listed[0]).find("完整") != std::string::npos);
  for (const std::string_view name :
       {"", "LG-000001", "LG-000001/77/alarm/", "LG-000001/77/alarm/6", "LG-000001/77/alarm/5/",
        "LG-000001/77/alarms/5", "LG-000001/-77/alarm/5", "LG-000001/77/alarm/5x", "LG-000001/77/gateway/5"})
    CHECK_FALSE(find_clip(session, name));
}
