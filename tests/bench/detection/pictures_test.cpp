// The pictures of docs/detection.md are what its two commands draw today.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace liftguard::bench {
namespace {

namespace fs = std::filesystem;

struct Picture {
  const char* name;
  const char* scenario;
  int seed;
};

constexpr Picture kPictures[]{{"detection-outside.svg", "stuck_with_people", 7},
                              {"detection-in-zone.svg", "doors_fail_in_zone", 3},
                              {"detection-storm.svg", "storm_front", 2}};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "pictures-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST_CASE("the document's pictures are what the tools draw today") {
  const Folder folder;
  for (const auto& picture : kPictures) {
    const auto trace = (folder.path() / picture.scenario).string() + ".csv";
    const auto drawn = folder.path() / picture.name;
    const auto simulate = std::string(SIMULATE_PROGRAM) + " " + picture.scenario + " --seed " +
                          std::to_string(picture.seed) + " -o " + trace + " > /dev/null 2>&1";
    const auto draw = std::string(REPLAY_PROGRAM) + " " + trace + " --plot " + drawn.string() + " > /dev/null 2>&1";
    REQUIRE(std::system(simulate.c_str()) == 0);
    REQUIRE(std::system(draw.c_str()) == 0);
    INFO(picture.name << ": after a wanted change, make it anew as docs/detection.md says under \"Three pictures\"");
    const bool same = content(drawn) == content(fs::path(DETECTION_DOCS) / "images" / picture.name);
    CHECK(same);
  }
}

}  // namespace
}  // namespace liftguard::bench
