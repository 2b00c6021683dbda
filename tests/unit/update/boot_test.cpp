#include <catch2/catch.hpp>

#include "firmware/update/boot.hpp"
#include "tests/unit/update/fake_slots.hpp"
#include "tests/unit/update/maker.hpp"

using namespace liftguard::update;
using namespace liftguard::test;

namespace {

BootRecord on_trial(std::uint8_t starts) {
  BootRecord record;
  record.trial = true;
  record.starts = starts;
  record.highest = 1;
  record.received = 300;
  return record;
}

}  // namespace

TEST_CASE("a boot record is read back, and with any bit flipped it is none") {
  BootRecord record = on_trial(2);
  record.confirmed = Slot::b;
  record.failed_version = 9;
  record.failed_reason = Reason::trial_crashed;
  auto bytes = encode({77, record});
  const auto read = decode(bytes);
  REQUIRE(read.has_value());
  CHECK(read->number == 77);
  CHECK(read->record == record);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    CHECK_FALSE(decode(bytes).has_value());
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  }
}

TEST_CASE("the newer of two copies counts, and the older when the newer has rotted") {
  FakeSlots slots(1000);
  RecordKeeper keeper(slots);
  for (std::uint8_t starts = 0; starts < 3; ++starts) keeper.write(on_trial(starts));
  CHECK(RecordKeeper(slots).record() == on_trial(2));
  slots.record_bytes(Copy::first)->at(7) ^= 1;
  CHECK(RecordKeeper(slots).record() == on_trial(1));
  RecordKeeper after(slots);
  after.write(on_trial(3));  // over the rotten one
  CHECK(RecordKeeper(slots).record() == on_trial(3));
}

TEST_CASE("boot: without a record the highest whole image is confirmed") {
  struct Row {
    std::optional<std::uint64_t> a, b;  // versions of whole images
    Slot slot;
    std::uint64_t highest;
    Reason reason;
  };
  for (const auto& row : std::initializer_list<Row>{{1, {}, Slot::a, 1, Reason::none},
                                                    {{}, 1, Slot::b, 1, Reason::none},
                                                    {1, 2, Slot::b, 2, Reason::none},
                                                    {2, 2, Slot::a, 2, Reason::none},
                                                    {{}, {}, Slot::a, 0, Reason::nothing_whole}}) {
    const auto choice = choose_boot(std::nullopt, {{row.a, row.b}, LastEnd::orderly});
    CHECK(choice.slot == row.slot);
    CHECK(choice.record.confirmed == row.slot);
    CHECK(choice.record.highest == row.highest);
    CHECK(choice.reason == row.reason);
  }
}

TEST_CASE("C10 boot: a trial has three starts, and none after a crash or damage") {
  struct Row {
    std::uint8_t starts;
    LastEnd end;
    bool whole;
    Slot slot;
    Reason reason;
  };
  for (const auto& row : std::initializer_list<Row>{
           {0, LastEnd::orderly, true, Slot::b, Reason::none},
           {0, LastEnd::crash, true, Slot::b, Reason::none},  // of the image before
           {1, LastEnd::power, true, Slot::b, Reason::none},
           {2, LastEnd::orderly, true, Slot::b, Reason::none},
           {3, LastEnd::power, true, Slot::a, Reason::trial_starts_used},
           {1, LastEnd::crash, true, Slot::a, Reason::trial_crashed},
           {3, LastEnd::crash, true, Slot::a, Reason::trial_crashed},
           {0, LastEnd::orderly, false, Slot::a, Reason::trial_damaged},
       }) {
    INFO("starts " << int{row.starts});
    const auto spare = row.whole ? std::optional<std::uint64_t>{2} : std::nullopt;
    const auto choice = choose_boot(on_trial(row.starts), {{1, spare}, row.end});
    CHECK(choice.slot == row.slot);
    CHECK(choice.reason == row.reason);
    CHECK(choice.record.confirmed == Slot::a);
    CHECK(choice.record.trial == (row.slot == Slot::b));
    if (row.slot == Slot::b) {
      CHECK(choice.record.starts == row.starts + 1);
    } else {
      CHECK(choice.record.failed_version == (row.whole ? 2U : 0U));
      CHECK(choice.record.failed_reason == row.reason);
      CHECK(choice.record.received == 0);
    }
  }
}

TEST_CASE("boot: a damaged image gives way to the other, also after its trial has failed") {
  BootRecord record;
  record.highest = 2;
  record.received = 300;
  const auto stand_in = choose_boot(record, {{std::nullopt, 1}, LastEnd::power});
  CHECK(stand_in.slot == Slot::b);
  CHECK(stand_in.record.confirmed == Slot::b);
  CHECK(stand_in.record.highest == 2);
  CHECK(stand_in.record.received == 0);  // it was of what runs now
  CHECK(stand_in.reason == Reason::confirmed_damaged);
  const auto failed = choose_boot(on_trial(1), {{std::nullopt, 2}, LastEnd::crash});
  CHECK(failed.slot == Slot::b);
  CHECK_FALSE(failed.record.trial);
  const auto nothing = choose_boot(record, {{std::nullopt, std::nullopt}, LastEnd::power});
  CHECK(nothing.slot == Slot::a);
  CHECK(nothing.record == record);
  CHECK(nothing.reason == Reason::nothing_whole);
}

TEST_CASE("boot: a slot is whole only with every byte of it") {
  FakeSlots slots(1000);
  const auto image = Maker().image(3, 100);
  slots.write(Slot::b, 0, image);
  CHECK(whole_image(slots, Slot::b) == 3);
  CHECK_FALSE(whole_image(slots, Slot::a).has_value());
  for (std::size_t size = 0; size < image.size(); ++size) {
    slots.bytes(Slot::b).assign(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(whole_image(slots, Slot::b).has_value());
  }
  slots.bytes(Slot::b) = image;
  slots.bytes(Slot::b)[300] ^= 1;
  CHECK_FALSE(whole_image(slots, Slot::b).has_value());
}

TEST_CASE("boot: a trial whose start cannot be counted is not started") {
  FakeSlots slots(1000);
  slots.write(Slot::a, 0, Maker().image(1));
  slots.write(Slot::b, 0, Maker().image(2));
  RecordKeeper(slots).write(on_trial(0));
  slots.fail_from(0);
  const auto choice = prepare_boot(slots, LastEnd::orderly);
  CHECK(choice.slot == Slot::a);
  CHECK(choice.reason == Reason::device_failed);
}
