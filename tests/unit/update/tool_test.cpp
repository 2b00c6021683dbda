// liftguard-image and liftguard-boot, as their users meet them.
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "firmware/update/folder_slots.hpp"
#include "firmware/update/tool/commands.hpp"
#include "firmware/update/tool/files.hpp"
#include "firmware/update/tool/maker_key.hpp"
#include "tests/unit/update/box.hpp"
#include "tests/unit/update/folder.hpp"

using namespace liftguard::update;
using namespace liftguard::test;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
std::string code_of(const liftguard::Result<T>& done) {
  return done ? "done" : done.error().code;
}

// A maker's desk: a key, and programs that tell their version, slot and arguments.
struct Desk {
  Folder folder;
  fs::path key = folder / "maker.key", keys = folder / "maker.key.pub", slots = folder / "slots";

  Desk() {
    REQUIRE(sodium_init() >= 0);
    REQUIRE(make_key(key, "first key").has_value());
  }
  SignOptions options(std::uint64_t version) {
    const auto program = folder / ("program" + std::to_string(version));
    std::ofstream(program) << "#!/bin/sh\necho " << version << " $LIFTGUARD_SLOT \"$@\" > " << (folder / "ran").string()
                           << "\n";
    return {program, key, image_file(version), "box1", "1." + std::to_string(version), version, 0};
  }
  fs::path image_file(std::uint64_t version) { return folder / ("image" + std::to_string(version)); }
  std::vector<std::uint8_t> image(std::uint64_t version) {
    if (!fs::exists(image_file(version))) REQUIRE(sign_image(options(version)).has_value());
    return read_file(image_file(version), 1'000'000).value();
  }
  // What the program told that liftguard-boot started.
  std::string boot() {
    fs::remove(folder / "ran");
    const auto command = std::string(LIFTGUARD_BOOT) + " --slots " + slots.string() + " --marker " +
                         (folder / "running").string() + " -- --config box.toml 2> " + (folder / "log").string();
    const int status = std::system(command.c_str());
    INFO(text_of(folder / "log"));
    CHECK(status == 0);
    return text_of(folder / "ran");
  }
};

}  // namespace

TEST_CASE("keygen: the secret key is its owner's alone and is never overwritten") {
  Desk desk;
  struct stat facts {};
  REQUIRE(::stat(desk.key.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  CHECK(MakerKeys::load(desk.keys).has_value());
  const auto before = text_of(desk.key);
  CHECK(code_of(make_key(desk.key, "second")) == "exists");
  CHECK(text_of(desk.key) == before);
  fs::remove(desk.key);
  CHECK(code_of(make_key(desk.key, "second")) == "exists");  // the list is there
  CHECK_FALSE(fs::exists(desk.key));
  CHECK(code_of(make_key(desk.folder / "nowhere" / "key", "")) == "unwritable");
}

TEST_CASE("a secret key that others may read, or that is none, is refused") {
  Desk desk;
  CHECK(code_of(MakerKey::load(desk.key)) == "done");
  fs::permissions(desk.key, fs::perms::group_read, fs::perm_options::add);
  CHECK(code_of(MakerKey::load(desk.key)) == "exposed");
  CHECK(code_of(MakerKey::load(desk.folder / "none")) == "unreadable");
  CHECK(code_of(sign_image(desk.options(2))) == "exposed");
  const auto wrong = desk.folder / "wrong";
  std::ofstream(wrong) << text_of(desk.keys);
  fs::permissions(wrong, fs::perms::owner_read);
  CHECK(code_of(MakerKey::load(wrong)) == "bad_key");
}

TEST_CASE("sign and inspect: what was said is in the image, and what is wrong is told") {
  Desk desk;
  auto options = desk.options(7);
  options.oldest_base = 5;
  REQUIRE(sign_image(options).has_value());
  CHECK(code_of(sign_image(options)) == "exists");
  const auto seen = inspect_image(options.out, desk.keys);
  REQUIRE(seen.has_value());
  CHECK_THAT(*seen, Catch::Contains("box1") && Catch::Contains("7 (1.7)") && Catch::Contains("version 5 or later") &&
                        Catch::Contains("signature    good"));
  CHECK_THAT(inspect_image(options.out, std::nullopt).value(), Catch::Contains("NOT CHECKED"));

  const auto wrong = [&](auto change) {
    auto other = desk.options(8);
    change(other);
    return code_of(sign_image(other));
  };
  CHECK(wrong([](auto& o) { o.version = 0; }) == "bad_field");
  CHECK(wrong([](auto& o) { o.board = "Box 1"; }) == "bad_field");
  CHECK(wrong([](auto& o) { o.version_text.clear(); }) == "bad_field");
  CHECK(wrong([](auto& o) { o.oldest_base = 9; }) == "bad_field");
  CHECK(wrong([](auto& o) { o.payload = "/dev/null"; }) != "done");
  CHECK(wrong([](auto& o) { o.payload += "x"; }) == "unreadable");
  CHECK_FALSE(fs::exists(desk.image_file(8)));
}

TEST_CASE("inspect: damage and strange keys are told by name") {
  Desk desk;
  auto image = desk.image(2);
  const auto inspected = [&](const std::vector<std::uint8_t>& bytes, std::optional<fs::path> keys) {
    const auto file = desk.folder / "looked-at";
    fs::remove(file);
    REQUIRE(write_new_file(file, bytes, kReadable).has_value());
    return code_of(inspect_image(file, keys));
  };
  CHECK(inspected(image, desk.keys) == "done");
  CHECK(inspected({}, desk.keys) == "too_short");
  image.back() ^= 1;
  CHECK(inspected(image, desk.keys) == "bad_digest");
  CHECK(inspected(image, std::nullopt) == "bad_digest");
  image.push_back(0);
  CHECK(inspected(image, std::nullopt) == "too_big");
  const auto strange = desk.folder / "strange.key";
  REQUIRE(make_key(strange, "").has_value());
  CHECK(inspected(desk.image(2), fs::path(strange.string() + ".pub")) == "unknown_key");
  CHECK(inspected(desk.image(2), desk.key) == "bad_key_list");
}

TEST_CASE("place puts the first image of a box where there is none, and only a signed one") {
  Desk desk;
  (void)desk.image(1);
  REQUIRE(make_key(desk.folder / "other.key", "").has_value());
  CHECK(code_of(place_image(desk.image_file(1), desk.folder / "other.key.pub", desk.slots)) == "unknown_key");
  CHECK(code_of(place_image(desk.image_file(1), desk.keys, desk.slots)) == "done");
  CHECK(code_of(place_image(desk.image_file(1), desk.keys, desk.slots)) == "exists");
}

TEST_CASE("C10: liftguard-boot starts the old program, the new one on trial, and the old one after a crash") {
  Desk desk;
  (void)desk.image(1);
  REQUIRE(place_image(desk.image_file(1), desk.keys, desk.slots).has_value());
  CHECK(desk.boot() == "1 A --config box.toml\n");

  FolderSlots slots(desk.slots, 100'000);
  const auto keys = MakerKeys::load(desk.keys).value();
  const auto image = desk.image(2);
  {
    Updater updater(slots, keys, {Slot::a, "box1", 1000}, {});
    REQUIRE(updater.offer(image) == Reason::none);
    REQUIRE(updater.chunk(kHeaderSize, Bytes(image).subspan(kHeaderSize)) == Reason::none);
    updater.ask({}, {}, {true, true, true});
    REQUIRE(updater.wants_restart());
  }
  CHECK(desk.boot() == "2 B --config box.toml\n");
  std::ofstream(desk.folder / "running") << text_of("/proc/sys/kernel/random/boot_id");
  CHECK(desk.boot() == "1 A --config box.toml\n");
  CHECK_THAT(text_of(desk.folder / "log"), Catch::Contains("it crashed"));
  CHECK(RecordKeeper(slots).record()->failed_version == 2);
}
