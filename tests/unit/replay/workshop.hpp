// A folder of a test's own, with traces and the replay tool at hand.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "common/trace/truth.hpp"
#include "simulators/lift/program/record.hpp"
#include "simulators/lift/scenarios/scenario.hpp"

namespace liftguard::replay::test {

class Workshop {
 public:
  Workshop() {
    std::string pattern = (std::filesystem::temp_directory_path() / "replay-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    root_ = pattern;
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop() { std::filesystem::remove_all(root_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (root_ / name).string(); }
  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((root_ / name).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path(name), std::ios::binary).rdbuf();
    return out.str();
  }
  // NAME.csv and NAME.truth.json of a scenario; gives the truth.
  trace::Truth record(const std::string& name, std::string_view scenario, std::uint64_t seed) const {
    lift::Play play;
    play.seed = seed;
    const auto recording = lift::record(*lift::find_scenario(scenario), play);
    write(name + ".csv", recording.trace);
    write(name + ".truth.json", trace::write_truth(recording.truth));
    return recording.truth;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace liftguard::replay::test
