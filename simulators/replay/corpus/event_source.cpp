#include "simulators/replay/corpus/event_source.hpp"

#include <unistd.h>

#include <filesystem>

#include "simulators/replay/corpus/recorded_events.hpp"
#include "simulators/replay/corpus/subprocess.hpp"
#include "simulators/replay/files/input_file.hpp"

namespace liftguard::replay {
namespace {

namespace fs = std::filesystem;
using Events = std::vector<trace::Found>;

class Folder : public EventSource {
 public:
  explicit Folder(fs::path root) : root_(std::move(root)) {}

  Result<Events> events(const CorpusItem& item) const override {
    const auto path = (root_ / (item.name + ".jsonl")).string();
    if (!fs::exists(path)) return Events{};
    const auto file = InputFile::open(path, Content::document);
    if (!file) return file.error();
    return parse_events(path, file->text());
  }
  std::vector<std::string> recorded() const override {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(root_))
      if (entry.path().extension() == ".jsonl")
        names.push_back(entry.path().lexically_relative(root_).replace_extension().generic_string());
    return names;
  }
  bool needs_traces() const override { return false; }

 private:
  fs::path root_;
};

// Whether the trace is a phone's recording is in its truth.
Result<bool> any_posture(const CorpusItem& item, const Options& options) {
  const auto truth = read_truth(item.truth);
  if (!truth) return truth.error();
  return options.any_posture || (*truth && (*truth)->any_posture);
}

class Program : public EventSource {
 public:
  Program(std::string path, const Options& options) : path_(std::move(path)), options_(options) {}

  Result<Events> events(const CorpusItem& item) const override {
    const auto posture = any_posture(item, options_);
    if (!posture) return posture.error();
    std::vector<std::string> command{path_, item.trace};
    if (*posture) command.emplace_back("--any-posture");
    const auto lines = run_program(command);
    if (!lines) return lines.error();
    return parse_events(path_ + " " + item.trace, *lines);
  }

 private:
  std::string path_;
  Options options_;
};

class Parameters : public EventSource {
 public:
  explicit Parameters(Options options) : options_(std::move(options)) {}

  Result<Events> events(const CorpusItem& item) const override {
    auto verdicts = judge(item, {&options_, 1});
    if (!verdicts) return verdicts.error();
    return std::move(verdicts->front().found);
  }

 private:
  Options options_;
};

Result<std::unique_ptr<EventSource>> open_site(const std::string& path, Options options) {
  const auto file = InputFile::open(path, Content::document);
  if (!file) return file.error();
  auto site = port::parse_site(path, file->text());
  if (!site) return site.error();
  options.parameters = site->parameters;
  options.site = std::move(*site);
  return std::unique_ptr<EventSource>(std::make_unique<Parameters>(std::move(options)));
}

}  // namespace

Result<std::unique_ptr<EventSource>> open_source(const std::string& path, const Options& options) {
  if (fs::is_directory(path)) return std::unique_ptr<EventSource>(std::make_unique<Folder>(path));
  if (fs::path(path).extension() == ".toml") return open_site(path, options);
  if (fs::exists(path) && ::access(path.c_str(), X_OK) == 0)
    return std::unique_ptr<EventSource>(std::make_unique<Program>(path, options));
  return refuse("usage", "--diff " + path + ": is no folder of *.jsonl, no program and no site file (*.toml)");
}

}  // namespace liftguard::replay
