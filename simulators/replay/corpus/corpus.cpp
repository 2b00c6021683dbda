#include "simulators/replay/corpus/corpus.hpp"

#include <algorithm>
#include <filesystem>

#include "simulators/replay/event_json.hpp"
#include "simulators/replay/files/input_file.hpp"

namespace liftguard::replay {
namespace {

namespace fs = std::filesystem;

CorpusItem item_of(const fs::path& trace, const fs::path& name) {
  const auto truth = fs::path(trace).replace_extension(".truth.json");
  return {trace.string(), fs::path(name).replace_extension().generic_string(),
          fs::exists(truth) ? truth.string() : std::string{}};
}

Result<void> add_folder(const fs::path& folder, std::vector<CorpusItem>& items) {
  const auto before = items.size();
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".csv")
      items.push_back(item_of(entry.path(), entry.path().lexically_relative(folder)));
  if (items.size() == before) return refuse("no_file", folder.string() + ": has no trace (*.csv)");
  return {};
}

}  // namespace

Result<std::vector<CorpusItem>> find_corpus(const std::vector<std::string>& paths) {
  std::vector<CorpusItem> items;
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) return refuse("no_file", path + ": is not there");
    if (!fs::is_directory(path)) {
      items.push_back(item_of(path, fs::path(path).filename()));
    } else if (auto added = add_folder(path, items); !added) {
      return added.error();
    }
  }
  std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  const auto twice =
      std::adjacent_find(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.name == b.name; });
  if (twice != items.end())
    return refuse("no_file", twice->trace + " and " + std::next(twice)->trace + " have one name: " + twice->name);
  return items;
}

Result<std::optional<trace::Truth>> read_truth(const std::string& path) {
  if (path.empty()) return std::optional<trace::Truth>{};
  const auto file = InputFile::open(path, Content::document);
  if (!file) return file.error();
  auto truth = trace::parse_truth(file->text());
  if (!truth) return refuse("bad_truth", path + ": " + truth.error().detail);
  return std::optional<trace::Truth>(std::move(*truth));
}

Result<std::vector<Verdict>> judge(const CorpusItem& item, std::span<const Options> options) {
  const auto truth = read_truth(item.truth);
  if (!truth) return truth.error();
  const auto file = InputFile::open(item.trace, Content::trace);
  if (!file) return file.error();

  std::vector<Verdict> verdicts(options.size());
  std::vector<Lane> lanes;
  for (std::size_t i = 0; i < options.size(); ++i) {
    Lane lane;
    lane.options = options[i];
    if (*truth) lane.options.any_posture = lane.options.any_posture || (*truth)->any_posture;
    lane.watchers.event = [verdict = &verdicts[i]](const engine::Event& event) {
      append_json(verdict->lines, event);
      verdict->found.push_back(found(event));
    };
    lanes.push_back(std::move(lane));
  }
  const auto summaries = replay_side_by_side(item.trace, file->text(), lanes);
  if (!summaries) return summaries.error();
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    verdicts[i].summary = (*summaries)[i];
    if (*truth) verdicts[i].comparison = trace::compare(**truth, verdicts[i].found);
  }
  return verdicts;
}

}  // namespace liftguard::replay
