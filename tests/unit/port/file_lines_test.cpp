// Lines out of a text file.
#include <catch2/catch.hpp>

#include "firmware/port/linux/hardware/file_lines.hpp"
#include "tests/unit/port/iio_tree.hpp"

using namespace liftguard;
using namespace liftguard::port;
using engine::Switch;
using liftguard::test::Root;

namespace {

const LineOptions kDoor{Switch::door, "door-open", Polarity::active_high};
const LineOptions kButton{Switch::button, "alarm", Polarity::active_low};

std::unique_ptr<Line> opened(const Root& root, const LineOptions& options) {
  return open_line_in(root.path() / "lines")(options).value();
}

}  // namespace

TEST_CASE("file lines: states by name, polarity counted in, whatever else stands there") {
  const Root root;
  root.put("lines", "other 1\nalarm 1\ndoor-open 1\n");
  const auto door = opened(root, kDoor), button = opened(root, kButton);
  CHECK(door->read().value());
  CHECK_FALSE(button->read().value());
  root.put("lines", "door-open 0 alarm 0\n");
  CHECK_FALSE(door->read().value());
  CHECK(button->read().value());
}

TEST_CASE("file lines: an edge is a level that differs from the one before") {
  const Root root;
  root.put("lines", "door-open 0\nalarm 1\n");
  const auto door = opened(root, kDoor), button = opened(root, kButton);
  CHECK(door->take_edges().value().empty());
  root.put("lines", "door-open 1\nalarm 1\n");
  CHECK(door->take_edges().value() == std::vector<bool>{true});
  CHECK(door->take_edges().value().empty());
  CHECK(button->take_edges().value().empty());
  root.put("lines", "door-open 1\nalarm 0\n");
  CHECK(button->read().value());
  CHECK(button->take_edges().value().empty());  // what was read is no edge any more
}

TEST_CASE("file lines: a file or a name that is not there is no line, and gone when it was") {
  const Root root;
  const auto open = open_line_in(root.path() / "lines");
  CHECK(open(kDoor).error().code == "no_line");
  root.put("lines", "door-open 1\n");
  CHECK(open(kButton).error().detail.ends_with("no line is named alarm"));
  const auto line = open(kDoor).value();
  root.put("lines", "");
  CHECK(line->read().error().code == "gone");
  CHECK(line->take_edges().error().code == "gone");
}
