#include "tests/bench/engine/image_sizes.hpp"

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

#include "tests/unit/cortex/child.hpp"

namespace liftguard::bench {

ImageSizes sizes_of(const std::filesystem::path& image) {
  const cortex::Scratch scratch;
  cortex::Child tool;
  tool.words = {"arm-none-eabi-size", "-A", image.string()};
  tool.output = scratch.path / "sizes";
  if (run_child(tool, std::chrono::seconds(10)) != 0) throw std::runtime_error("no sizes of " + image.string());
  std::map<std::string, double> sections;
  std::ifstream in(tool.output);
  for (std::string line; std::getline(in, line);) {
    const auto end = line.find(' ');
    if (line.starts_with('.') && end != std::string::npos) sections[line.substr(0, end)] = std::stod(line.substr(end));
  }
  return {.engine_text = sections.at(".engine_text"),
          .runtime_text = sections.at(".runtime_text"),
          .port_text = sections.at(".port_text") + sections.at(".vectors"),
          .engine_object = sections.at(".engine_object"),
          .engine_data = sections.at(".engine_data") + sections.at(".engine_bss"),
          .port_data = sections.at(".port_data") + sections.at(".port_bss")};
}

}  // namespace liftguard::bench
