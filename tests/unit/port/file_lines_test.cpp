// Lines out of a text file.
#include <catch2/catch.hpp>

#include "firmware/port/linux/hardware/file_lines.hpp"
#include "tests/unit/port/iio_tree.hpp"

using namespace liftguard;
using namespace liftguard::port;
using engine::Switch;
using liftguard::test::Root;

namespace {

const std::vector<LineOptions> kOptions{{Switch::door, "door-open", Polarity::active_high},
                                        {Switch::button, "alarm", Polarity::active_low}};

std::unique_ptr<Lines> opened(const Root& root) {
  return open_lines_in(root.path() / "lines")(kOptions).value();
}

}  // namespace

TEST_CASE("file lines: states by name, polarity counted in, whatever else stands there") {
  const Root root;
  root.put("lines", "other 1\nalarm 1\ndoor-open 1\n");
  const auto lines = opened(root);
  CHECK(lines->read().value() == std::vector<bool>{true, false});
  root.put("lines", "door-open 0 alarm 0\n");
  CHECK(lines->read().value() == std::vector<bool>{false, true});
}

TEST_CASE("file lines: an edge is a level that differs from the one before") {
  const Root root;
  root.put("lines", "door-open 0\nalarm 1\n");
  const auto lines = opened(root);
  CHECK(lines->take_edges().value().empty());
  root.put("lines", "door-open 1\nalarm 1\n");
  const auto edges = lines->take_edges().value();
  REQUIRE(edges.size() == 1);
  CHECK(edges[0].line == 0);
  CHECK(edges[0].on);
  CHECK(lines->take_edges().value().empty());
  root.put("lines", "door-open 1\nalarm 0\n");
  CHECK(lines->read().value() == std::vector<bool>{true, true});  // what was read is no edge any more
  CHECK(lines->take_edges().value().empty());
}

TEST_CASE("file lines: a file or a name that is not there is no line, and gone when it was") {
  const Root root;
  const auto open = open_lines_in(root.path() / "lines");
  CHECK(open(kOptions).error().code == "no_line");
  root.put("lines", "door-open 1\n");
  CHECK(open(kOptions).error().detail.ends_with("no line is named alarm"));
  root.put("lines", "door-open 1\nalarm 1\n");
  const auto lines = open(kOptions).value();
  root.put("lines", "");
  CHECK(lines->read().error().code == "gone");
  CHECK(lines->take_edges().error().code == "gone");
}
