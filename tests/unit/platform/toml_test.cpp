// J3: configuration files that cannot be read are refused with file, place and reason.
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "platform/app/toml_table.hpp"

using namespace liftguard::app;

namespace {

std::string complaint(const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / "liftguard-toml-test.toml";
  std::ofstream(file, std::ios::binary) << text;
  std::string out;
  try {
    (void)read_toml(file.string());
  } catch (const BadToml& bad) {
    out = bad.what();
  }
  std::filesystem::remove(file);
  return out;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && std::string_view(text).substr(text.size() - end.size()) == end;
}

}  // namespace

TEST_CASE("J3: what the TOML library aborts on is refused before it sees it") {
  CHECK(ends_with(complaint("a = 1\n[="), "a table needs a name (line 2, column 2)"));
  CHECK(ends_with(complaint("城 = 1"), "a letter outside quotation marks (line 1, column 1)"));
  CHECK_FALSE(complaint("a = [").empty());
  CHECK(complaint("a = \"城\"").empty());
  CHECK(complaint("").empty());
}

TEST_CASE("J3: a file that is not there is refused with its name") {
  CHECK_THROWS_WITH(read_toml("/nowhere/platform.toml"), "/nowhere/platform.toml: cannot be read");
}
