// Fault row C10 on the Linux port: the updating program is killed at every one of its system calls, on real files.
#include <catch2/catch.hpp>

#include "firmware/update/folder_slots.hpp"
#include "tests/unit/update/box.hpp"
#include "tests/unit/update/folder.hpp"
#include "tests/unit/update/killed.hpp"

using namespace liftguard::update;
using namespace liftguard::test;

namespace {

constexpr std::uint64_t kCapacity = 100'000;

}  // namespace

TEST_CASE("C10 folders: killed before and after every system call, the box starts a whole image and completes it") {
  const Maker maker;
  const auto first = maker.image(1, 200), second = maker.image(2, 200);
  for (std::size_t stop = 1;; ++stop) {
    const Folder folder(quick_parent());
    const auto path = folder / "slots";
    FolderSlots slots(path, kCapacity);
    Box(slots, maker).provision(first);
    // Everything from the first start to the confirmation.
    const auto end = run_killed(stop, [&] {
      FolderSlots killed(path, kCapacity);
      Box(killed, maker).settle(second, NewImage::good);
    });
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
