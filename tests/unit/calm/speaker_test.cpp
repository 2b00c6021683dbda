// The speaker's and the buttons' port: lines in files and pipes.
#include <sys/stat.h>

#include <fstream>

#include <catch2/catch.hpp>

#include "firmware/calm/speaker.hpp"
#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;
using namespace liftguard::calm;

namespace {

std::vector<Button> presses(ButtonPort& port) {
  std::vector<Button> out;
  port.poll([&](Button button) { out.push_back(button); });
  return out;
}

void append(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::app) << text;
}

}  // namespace

TEST_CASE("a sentence is a line: the recording's name, Chinese, English") {
  const test::Folder folder;
  const auto path = folder.path() / "speaker";
  const auto speaker = make_line_speaker(path);
  speaker->say(Utterance::arrived);
  speaker->say(Utterance::freed);
  const auto text = test::read_file(path);
  CHECK(text.starts_with("arrived\t救援人员已到达现场"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK(std::count(text.begin(), text.end(), '\t') == 4);
}

TEST_CASE("a pipe that nobody reads, or a place that is not there, holds up nothing") {
  const test::Folder folder;
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  make_line_speaker(pipe)->say(Utterance::keep_calm);
  make_line_speaker(folder.path() / "no" / "where")->say(Utterance::keep_calm);
  CHECK(std::filesystem::is_fifo(pipe));  // both have returned, and made nothing of their own
  CHECK_FALSE(std::filesystem::exists(folder.path() / "no"));
}

TEST_CASE(
    "buttons: a pipe is not read, so that nobody who might write to it holds up the box; a file in its place is") {
  const test::Folder folder;
  const auto path = folder.path() / "buttons";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto port = make_line_buttons(path);
  CHECK(presses(*port).empty());  // an open that waits for a writer would never return
  std::filesystem::remove(path);
  append(path, "open\n");
  CHECK(presses(*port) == std::vector{Button::opens});
  std::filesystem::remove(path);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK(presses(*port).empty());
}

TEST_CASE("buttons: what was pressed since, in order; half a line waits, rubbish and old presses count for nothing") {
  const test::Folder folder;
  const auto path = folder.path() / "buttons";
  append(path, "open\nopen\n");
  const auto port = make_line_buttons(path);
  CHECK(presses(*port).empty());
  append(path, "close\nbogus\nopen\ncl");
  CHECK(presses(*port) == std::vector{Button::closes, Button::opens});
  CHECK(presses(*port).empty());
  append(path, "ose\n");
  CHECK(presses(*port) == std::vector{Button::closes});
  std::filesystem::remove(path);
  CHECK(presses(*port).empty());
  append(path, "open\n");  // begun anew
  CHECK(presses(*port) == std::vector{Button::opens});
}
