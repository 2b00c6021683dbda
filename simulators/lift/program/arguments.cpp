#include "simulators/lift/program/arguments.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace liftguard::lift {
namespace {

// As the command line gives them, before they are checked against one another.
struct Raw {
  double minutes = 0, rate_hz = 0;
  std::string listen, control, ledger;
};

void declare(CLI::App& app, Arguments& arguments, Raw& raw) {
  LiveOptions& live = arguments.live_options;
  app.add_flag("--list", arguments.list, "列出场景 / list the scenarios");
  app.add_option("scenario", arguments.scenario, "场景名称 / name of the scenario");
  app.add_option("--seed", live.play.seed, "随机种子 / seed: the same seed gives the same bytes");
  app.add_option("--rate", raw.rate_hz, "采样率 Hz / rows a second")->check(CLI::Range(10.0, 400.0));
  app.add_option("--minutes", raw.minutes, "时长 / length, where the scenario has one")
      ->check(CLI::Range(0.1, 10'000.0));
  app.add_option("-o,--out", arguments.out, "输出 OUT.csv 和 OUT.truth.json / where trace and truth go");
  app.add_flag("--live", arguments.live, "实时运行 / a world in real time");
  app.add_option("--listen", raw.listen, "unix:PATH, 数据行 / socket of the rows");
  app.add_option("--control", raw.control, "unix:PATH, free 或 calm / socket of the words `free` and `calm`");
  app.add_option("--speed", live.speed, "倍速 / simulated seconds a second")->check(CLI::Range(0.01, 1000.0));
  app.add_option("--ledger", raw.ledger, "困人台账 / file of what is done to passengers");
  app.add_option("--monitor", live.monitor, "监测终端编号 / name of the monitor in the ledger");
  app.add_option("--ready-file", arguments.ready_file, "就绪文件 / written once the socket listens");
}

// Null unless it is unix:PATH.
std::optional<std::filesystem::path> unix_path(std::string_view text) {
  constexpr std::string_view kScheme = "unix:";
  if (!text.starts_with(kScheme) || text.size() == kScheme.size()) return std::nullopt;
  return std::filesystem::path(text.substr(kScheme.size()));
}

Result<Arguments> checked_live(Arguments arguments, const Raw& raw) {
  LiveOptions& live = arguments.live_options;
  const auto listen = unix_path(raw.listen);
  if (!listen) return refuse("usage", "--live: needs --listen unix:PATH");
  live.listen = *listen;
  if (!raw.control.empty()) {
    live.control = unix_path(raw.control);
    if (!live.control) return refuse("usage", "--control: unix:PATH expected");
  }
  if (!raw.ledger.empty()) {
    if (live.monitor.empty()) return refuse("usage", "--ledger: needs --monitor");
    live.ledger = raw.ledger;
  }
  return arguments;
}

Result<Arguments> checked(Arguments arguments, const Raw& raw) {
  if (arguments.list) return arguments;
  const Scenario* scenario = find_scenario(arguments.scenario);
  if (scenario == nullptr) {
    return refuse("usage",
                  fmt::format("没有这个场景 / no such scenario: \"{}\"\n{}", arguments.scenario, scenario_list()));
  }
  if (raw.rate_hz > 0) arguments.live_options.play.rate_hz = raw.rate_hz;
  if (raw.minutes > 0) arguments.live_options.play.minutes = raw.minutes;
  if (arguments.live) return checked_live(std::move(arguments), raw);
  if (scenario->for_ever) return refuse("usage", fmt::format("{}: 仅实时 / live only: add --live", scenario->name));
  if (!std::string_view(arguments.out).ends_with(".csv")) return refuse("usage", "-o OUT.csv expected");
  return arguments;
}

}  // namespace

Result<Arguments> parse_arguments(int argc, const char* const* argv) {
  Arguments arguments;
  Raw raw;
  CLI::App app{"模拟电梯 / simulates a lift: writes a trace with its truth, or runs a live world",
               "liftguard-simulate"};
  declare(app, arguments, raw);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return refuse("help", app.help());
  } catch (const CLI::ParseError& error) {
    return refuse("usage", error.what());
  }
  return checked(std::move(arguments), raw);
}

std::string scenario_list() {
  std::size_t width = 0;
  for (const Scenario& scenario : all_scenarios()) width = std::max(width, scenario.name.size());
  std::string text;
  for (const Scenario& scenario : all_scenarios()) {
    text += fmt::format("{:{}}  {} / {}\n", scenario.name, width, scenario.zh, scenario.en);
  }
  return text;
}

}  // namespace liftguard::lift
