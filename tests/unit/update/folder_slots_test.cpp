#include <catch2/catch.hpp>

#include <fstream>
#include <functional>

#include "firmware/update/folder_slots.hpp"
#include "firmware/update/start/last_end.hpp"
#include "tests/unit/update/box.hpp"
#include "tests/unit/update/folder.hpp"

using namespace liftguard::update;
using namespace liftguard::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kCapacity = 100'000;

struct Killed {};

// The program is killed before, or after, the operation with this number on the real files.
class KilledSlots final : public Slots {
 public:
  KilledSlots(Slots& inner, std::size_t operation) : inner_(inner), left_(operation) {}
  [[nodiscard]] std::uint64_t capacity() const override { return inner_.capacity(); }
  void erase(Slot slot) override {
    count();
    inner_.erase(slot);
  }
  void write(Slot slot, std::uint64_t offset, Bytes bytes) override {
    count();
    inner_.write(slot, offset, bytes);
  }
  void sync(Slot slot) override {
    count();
    inner_.sync(slot);
  }
  [[nodiscard]] std::size_t read(Slot slot, std::uint64_t offset, std::span<std::uint8_t> out) override {
    return inner_.read(slot, offset, out);
  }
  [[nodiscard]] std::optional<RecordBytes> read_record(Copy copy) override { return inner_.read_record(copy); }
  void write_record(Copy copy, const RecordBytes& bytes) override {
    count();
    inner_.write_record(copy, bytes);
  }

 private:
  void count() {
    if (left_-- == 0) throw Killed{};
  }
  Slots& inner_;
  std::size_t left_;
};

}  // namespace

TEST_CASE("folders: bytes are read back across the border of header and program") {
  const Folder folder;
  FolderSlots slots(folder / "slots", kCapacity);
  const auto image = Maker().image(2, 500);
  for (std::size_t at = 0; at < image.size(); at += 100)
    slots.write(Slot::b, at, Bytes(image).subspan(at, std::min<std::size_t>(100, image.size() - at)));
  slots.sync(Slot::b);
  std::vector<std::uint8_t> back(image.size() + 10);
  CHECK(slots.read(Slot::b, 0, back) == image.size());
  CHECK(std::equal(image.begin(), image.end(), back.begin()));
  CHECK(slots.read(Slot::b, 200, std::span(back).first(100)) == 100);
  CHECK(std::equal(back.begin(), back.begin() + 100, image.begin() + 200));
  CHECK(slots.read(Slot::b, image.size(), back) == 0);
  CHECK(slots.read(Slot::a, 0, back) == 0);
  CHECK(fs::file_size(slots.program(Slot::b)) == 500);
  CHECK((fs::status(slots.program(Slot::b)).permissions() & fs::perms::owner_exec) != fs::perms::none);
  fs::resize_file(folder / "slots" / "B" / "header", 100);  // nothing is read beyond a gap
  CHECK(slots.read(Slot::b, 0, back) == 100);
  slots.erase(Slot::b);
  CHECK(slots.read(Slot::b, 0, back) == 0);
  slots.write(Slot::b, 0, Maker().image(3, 10));
  CHECK(fs::file_size(slots.program(Slot::b)) == 10);
}

TEST_CASE("folders: records are kept, short ones are none, and what cannot be done is told") {
  const Folder folder;
  FolderSlots slots(folder / "slots", kCapacity);
  CHECK_FALSE(slots.read_record(Copy::first).has_value());
  RecordBytes bytes;
  bytes.fill(7);
  slots.write_record(Copy::second, bytes);
  CHECK(FolderSlots(folder / "slots", kCapacity).read_record(Copy::second) == bytes);
  CHECK_FALSE(slots.read_record(Copy::first).has_value());
  fs::resize_file(folder / "slots" / "record.1", 63);
  CHECK_FALSE(slots.read_record(Copy::second).has_value());
  fs::remove_all(folder / "slots");
  CHECK_THROWS_AS(slots.write_record(Copy::first, bytes), DeviceError);
  CHECK_THROWS_AS(slots.write(Slot::a, 0, bytes), DeviceError);
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_AS(FolderSlots(folder / "file", kCapacity), DeviceError);
}

TEST_CASE("C10 folders: killed before any operation, the box starts a whole image and completes the update") {
  const Maker maker;
  const auto image = maker.image(2);
  for (std::size_t operation = 0;; ++operation) {
    const Folder folder(quick_parent());
    FolderSlots slots(folder / "slots", kCapacity);
    Box(slots, maker).provision(maker.image(1));
    KilledSlots killed(slots, operation);
    bool ended = true;
    try {
      Box(killed, maker).settle(image, NewImage::good);
    } catch (const Killed&) {
      ended = false;
    }
    INFO("operation " << operation);
    Box box(slots, maker);
    const auto running = box.start();
    CHECK((running == 1 || running == 2));
    box.settle(image, NewImage::good);
    CHECK(box.updater().status().running == 2);
    if (ended) break;
  }
}

TEST_CASE("boot: the file that a program keeps while it runs tells how it ended") {
  const Folder folder;
  CHECK(last_end_of(folder / "running", "boot-1") == LastEnd::orderly);
  std::ofstream(folder / "running") << "boot-1\n";
  CHECK(last_end_of(folder / "running", "boot-1") == LastEnd::crash);
  CHECK(last_end_of(folder / "running", "boot-2") == LastEnd::power);
}
