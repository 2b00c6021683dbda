// The example of a configuration is good, and the documentation knows its every key.
#include <catch2/catch.hpp>

#include <toml++/toml.h>

#include "firmware/monitor/config.hpp"
#include "tests/unit/monitor/folder.hpp"

using namespace liftguard;
using namespace liftguard::monitor;

namespace {

const std::filesystem::path kSource = LIFTGUARD_SOURCE;

// As docs/box.md writes them: "sensors.mains"; a device is one key, the lines' keys share a row.
void collect(const toml::table& table, const std::string& section, std::vector<std::string>& out) {
  for (const auto& [key, node] : table) {
    const auto name = section + std::string(key.str());
    const auto* below = node.as_table();
    if (below == nullptr || below->contains("device") || below->contains("line"))
      out.push_back(name);
    else
      collect(*below, name + ".", out);
  }
}

bool is_documented(const std::string& key, const std::string& text) {
  if (key.starts_with("engine.")) return text.find("`engine.NAME`") != std::string::npos;
  if (text.find("`" + key + "`") != std::string::npos) return true;
  const std::string lines = "sensors.lines";
  return key.starts_with(lines) && text.find("`" + key.substr(lines.size()) + "`") != std::string::npos;
}

}  // namespace

TEST_CASE("deploy/config/box.toml is good, and each of its keys stands in docs/box.md") {
  const auto file = kSource / "deploy/config/box.toml";
  const auto config = load_config(file);
  INFO((config ? "" : config.error().detail));
  REQUIRE(config.has_value());
  const auto& source = std::get<HardwareSource>(config->sensors);
  CHECK(source.site.floor_count == 4);
  CHECK(source.options.lines.size() == 5);

  const auto text = test::read_file(kSource / "docs/box.md");
  std::vector<std::string> keys;
  collect(toml::parse_file(file.string()), "", keys);
  CHECK(keys.size() > 30);
  for (const auto& key : keys) {
    CAPTURE(key);
    CHECK(is_documented(key, text));
  }
}
