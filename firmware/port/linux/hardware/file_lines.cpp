#include "firmware/port/linux/hardware/file_lines.hpp"

#include <fstream>

namespace liftguard::port {
namespace {

class FileLine final : public Line {
 public:
  FileLine(std::filesystem::path file, LineOptions options) : file_(std::move(file)), options_(std::move(options)) {}

  [[nodiscard]] std::optional<int> fd() const override { return std::nullopt; }

  Result<bool> read() override {
    auto state = state_now();
    if (state) last_ = *state;
    return state;
  }

  Result<std::vector<bool>> take_edges() override {
    const auto state = state_now();
    if (!state) return state.error();
    std::vector<bool> out;
    if (last_ && *last_ != *state) out.push_back(*state);
    last_ = *state;
    return out;
  }

 private:
  [[nodiscard]] Result<bool> state_now() const {
    std::ifstream in(file_);
    if (!in) return refuse("gone", file_.string() + " cannot be read");
    std::optional<int> found;
    std::string name;
    for (int level = 0; in >> name >> level;)
      if (name == options_.line) found = level;
    if (!found) return refuse("gone", file_.string() + ": no line is named " + options_.line);
    return (*found != 0) == (options_.polarity == Polarity::active_high);
  }

  std::filesystem::path file_;
  LineOptions options_;
  std::optional<bool> last_;  // none until the first reading
};

}  // namespace

OpenLine open_line_in(std::filesystem::path file) {
  return [file = std::move(file)](const LineOptions& options) -> Result<std::unique_ptr<Line>> {
    auto line = std::make_unique<FileLine>(file, options);
    if (const auto state = line->read(); !state) return refuse("no_line", state.error().detail);
    return std::unique_ptr<Line>(std::move(line));
  };
}

}  // namespace liftguard::port
