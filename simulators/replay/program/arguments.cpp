#include "simulators/replay/program/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "firmware/port/rows/parameter_values.hpp"
#include "simulators/replay/files/input_file.hpp"
#include "simulators/replay/files/output.hpp"
#include "simulators/replay/program/parameter_list.hpp"
#include "simulators/replay/text/moment.hpp"

namespace liftguard::replay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAbout =
    "在轨迹上运行检测引擎，每行打印一个 JSON 事件 / runs the detection engine over a trace, prints one JSON event a "
    "line.\n"
    "多个轨迹或文件夹: 对照真值，末尾给出表格 / several traces or folders: judged by their truths, a table at the "
    "end.\n"
    "退出码 exit status: 0 完成 done, 1 与真值不符或丢失困人事件 truth not met or a trapped event lost, 2 "
    "参数或文件不可用 "
    "unusable arguments or file.";

// As the command line gives them, before they are checked against one another.
struct Raw {
  std::vector<std::string> explain;
  bool parameters = false;
};

void declare(CLI::App& app, Arguments& arguments, Raw& raw) {
  app.add_option("TRACE", arguments.traces, "轨迹文件 NAME.csv，或其文件夹 / trace files, or folders of them")
      ->type_name("FILE|DIR");
  app.add_option(
         "--site", arguments.site,
         "电梯文件 / site file (TOML): floors, start_floor, rated_speed, [parameters]; goes before the trace's own")
      ->type_name("FILE");
  app.add_option("--set", arguments.sets,
                 "引擎参数，可多次 / a parameter of the engine, on top of the site file's; again for more")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--any-posture", arguments.any_posture,
               "手机录制，任意姿态 / a phone's recording: gravity is found from its still parts");
  app.add_option("--truth", arguments.truth, "真值文件 / truth (JSON): prints what is missing and extra, exit 1 if any")
      ->type_name("FILE");
  app.add_option("--plot", arguments.plot, "画图 / a picture (SVG); with the truth's windows where --truth is given")
      ->type_name("FILE");
  app.add_option(
         "--explain", raw.explain,
         "说明该时刻每条规则的真假与下一个计时，可多次 / every rule's truth value at T and the timer that fires next; "
         "T: 277000 (ms), 277.5s, 4:37.5; again for more")
      ->type_name("T")
      ->allow_extra_args(false);
  app.add_option(
         "-o,--out", arguments.out,
         "每个轨迹的事件写入 DIR/NAME.jsonl / a corpus's events, a file a trace (for --diff, later); with --clip "
         "the trace")
      ->type_name("DIR|FILE");
  app.add_option("--clip", arguments.clip,
                 "报警片段转为轨迹 / an alarm's clip becomes a trace (--out, or standard output)")
      ->type_name("FILE");
  app.add_option(
         "--sweep", arguments.sweep,
         "逐值评测 / found, missed, invented and delay for each value; delay: the event's time after the start of "
         "its truth window, median and 99th percentile; an event before its window is missed and invented")
      ->type_name("KEY=FIRST:LAST:STEP");
  app.add_option(
         "--diff", arguments.diff,
         "比较两侧事件 / events gained, lost, moved from OLD to NEW; each is a folder that --out wrote, another "
         "liftguard-replay program, or a site file (*.toml); exit 1 if a trapped event is lost")
      ->type_name("OLD NEW")
      ->expected(2)
      ->allow_extra_args(false);
  app.add_option("--tolerance", arguments.tolerance_ms,
                 "--diff: 移动多少毫秒才算 / ms by which an event must move to be told (100)")
      ->type_name("MS")
      ->check(CLI::Range(0.001, 30'000.0));
  app.add_option("--jobs", arguments.jobs, "并行数 / traces at once (one a core)")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  app.add_flag("--json", arguments.json, "表格改为 JSON 行 / tables and explanations as JSON lines");
  app.add_flag("--parameters", raw.parameters, "列出引擎参数 / list the engine's parameters");
  app.footer([] { return "\n引擎参数 Parameters of the engine (--set, --sweep, [parameters]):\n" + parameter_list(); });
}

Refusal together(const std::string& one, const std::string& other) {
  return refuse("usage", one + " and " + other + " do not go together");
}

bool is_corpus(const Arguments& arguments) {
  std::error_code error;
  return arguments.traces.size() > 1 || !arguments.out.empty() ||
         std::any_of(arguments.traces.begin(), arguments.traces.end(),
                     [&](const auto& path) { return fs::is_directory(path, error); });
}

Task task_of(const Arguments& arguments, const Raw& raw) {
  if (raw.parameters) return Task::parameters;
  if (!arguments.clip.empty()) return Task::clip;
  if (!arguments.diff.empty()) return Task::diff;
  if (!arguments.sweep.empty()) return Task::sweep;
  if (!raw.explain.empty()) return Task::explain;
  return is_corpus(arguments) ? Task::corpus : Task::single;
}

struct Given {
  const char* option;
  bool given;
  std::vector<Task> fits;
};

const char* name_of(Task task) {
  switch (task) {
    case Task::help:
      return "--help";
    case Task::parameters:
      return "--parameters";
    case Task::clip:
      return "--clip";
    case Task::single:
      return "a single trace";
    case Task::explain:
      return "--explain";
    case Task::corpus:
      return "a corpus";
    case Task::sweep:
      return "--sweep";
    case Task::diff:
      return "--diff";
  }
  return "";
}

Result<void> check_together(const Arguments& a, const Raw& raw) {
  const Given options[] = {
      {"--explain", !raw.explain.empty(), {Task::explain}},
      {"--sweep", !a.sweep.empty(), {Task::sweep}},
      {"--truth", !a.truth.empty(), {Task::single}},
      {"--plot", !a.plot.empty(), {Task::single}},
      {"--out", !a.out.empty(), {Task::corpus, Task::clip}},
      {"--site", !a.site.empty(), {Task::single, Task::explain, Task::corpus, Task::sweep}},
      {"--set", !a.sets.empty(), {Task::single, Task::explain, Task::corpus, Task::sweep}},
      {"--any-posture", a.any_posture, {Task::single, Task::explain, Task::corpus, Task::sweep, Task::diff}},
      {"--tolerance", a.tolerance_ms > 0, {Task::diff}},
      {"--jobs", a.jobs > 0, {Task::corpus, Task::sweep, Task::diff}},
      {"--json", a.json, {Task::parameters, Task::explain, Task::corpus, Task::sweep, Task::diff}},
      {"a trace", !a.traces.empty(), {Task::single, Task::explain, Task::corpus, Task::sweep, Task::diff}},
  };
  for (const auto& option : options)
    if (option.given && std::find(option.fits.begin(), option.fits.end(), a.task) == option.fits.end())
      return together(option.option, name_of(a.task));
  return {};
}

Result<void> check_traces(const Arguments& arguments) {
  if (arguments.task == Task::parameters || arguments.task == Task::clip || arguments.task == Task::diff) return {};
  if (arguments.traces.empty()) return refuse("usage", "a trace is wanted (--help: all options)");
  if (arguments.task == Task::explain && is_corpus(arguments)) return together("--explain", name_of(Task::corpus));
  std::error_code error;
  if (!arguments.plot.empty() && fs::equivalent(arguments.plot, arguments.traces.front(), error))
    return refuse("usage", "--plot " + arguments.plot + " would overwrite the trace");
  return {};
}

// The same key twice, or in --set and --sweep, is a slip of the hand.
Result<void> check_sets(const Arguments& arguments) {
  std::vector<std::string> keys;
  for (const auto& set : arguments.sets) keys.push_back(set.substr(0, set.find('=')));
  if (!arguments.sweep.empty()) keys.push_back(arguments.sweep.substr(0, arguments.sweep.find('=')));
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) return refuse("usage", *twice + " is set twice");
  return {};
}

Result<Arguments> checked(Arguments arguments, const Raw& raw) {
  arguments.task = task_of(arguments, raw);
  for (const auto& check : {check_together(arguments, raw), check_traces(arguments), check_sets(arguments)})
    if (!check) return check.error();
  for (const auto& text : raw.explain) {
    const auto moment = parse_moment(text);
    if (!moment) return moment.error();
    arguments.explain_us.push_back(*moment);
  }
  std::sort(arguments.explain_us.begin(), arguments.explain_us.end());
  return arguments;
}

}  // namespace

Result<Arguments> parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  Raw raw;
  CLI::App app{std::string(kAbout), "liftguard-replay"};
  declare(app, arguments, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    if (auto done = print(app.help()); !done) return done.error();
    arguments.task = Task::help;
    return arguments;
  } catch (const CLI::ParseError& error) {
    return refuse("usage", error.what());
  }
  return checked(std::move(arguments), raw);
}

Result<Options> options_of(const Arguments& arguments) {
  Options options;
  options.any_posture = arguments.any_posture;
  if (!arguments.site.empty()) {
    const auto file = InputFile::open(arguments.site, Content::document);
    if (!file) return file.error();
    auto site = port::parse_site(arguments.site, file->text());
    if (!site) return site.error();
    options.parameters = site->parameters;
    options.site = std::move(*site);
  }
  for (const auto& set : arguments.sets)
    if (auto done = port::set_parameter(options.parameters, set); !done)
      return refuse("usage", "--set " + set + ": " + done.error().detail);
  if (auto fit = port::check_together(options.parameters); !fit) return refuse("usage", "--set: " + fit.error().detail);
  return options;
}

}  // namespace liftguard::replay
