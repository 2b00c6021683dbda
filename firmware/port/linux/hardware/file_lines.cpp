#include "firmware/port/linux/hardware/file_lines.hpp"

#include <fstream>
#include <map>

namespace liftguard::port {
namespace {

class FileLines final : public Lines {
 public:
  FileLines(std::filesystem::path file, std::vector<LineOptions> options)
      : file_(std::move(file)), options_(std::move(options)) {}

  [[nodiscard]] std::vector<int> fds() const override { return {}; }

  Result<std::vector<bool>> read() override {
    auto levels = levels_now();
    if (levels) last_ = *levels;
    return levels;
  }

  Result<std::vector<Edge>> take_edges() override {
    const auto levels = levels_now();
    if (!levels) return levels.error();
    std::vector<Edge> out;
    for (std::size_t i = 0; i < last_.size(); ++i)
      if ((*levels)[i] != last_[i]) out.push_back({i, (*levels)[i]});
    last_ = *levels;
    return out;
  }

 private:
  [[nodiscard]] Result<std::vector<bool>> levels_now() const {
    std::ifstream in(file_);
    if (!in) return refuse("gone", file_.string() + " cannot be read");
    std::map<std::string, int> levels;
    std::string name;
    for (int level = 0; in >> name >> level;) levels[name] = level;
    std::vector<bool> out;
    for (const auto& option : options_) {
      const auto found = levels.find(option.line);
      if (found == levels.end()) return refuse("gone", file_.string() + ": no line is named " + option.line);
      out.push_back((found->second != 0) == (option.polarity == Polarity::active_high));
    }
    return out;
  }

  std::filesystem::path file_;
  std::vector<LineOptions> options_;
  std::vector<bool> last_;  // empty until the first reading
};

}  // namespace

OpenLines open_lines_in(std::filesystem::path file) {
  return [file = std::move(file)](const std::vector<LineOptions>& options) -> Result<std::unique_ptr<Lines>> {
    auto lines = std::make_unique<FileLines>(file, options);
    if (const auto levels = lines->read(); !levels) return refuse("no_line", levels.error().detail);
    return std::unique_ptr<Lines>(std::move(lines));
  };
}

}  // namespace liftguard::port
