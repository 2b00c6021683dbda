// liftguard-line: runs a program at the far end of a bad line, in user space, since `tc netem` is not everywhere.
//
//   liftguard-line --delay-ms 150 --loss 0.025 --subnet 1 --localhost -- liftguard-monitor --config box.toml
//
// The program sees a network of its own with one way out: 10.77.<subnet>.2, at whose other end 10.77.<subnet>.1 is an
// address of the namespace that this was started in. Needs the right to make namespaces and interfaces: root, or
// `unshare --map-root-user --net`. Packets and bytes go to --counts as JSON, once a second and at the end.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/base/clock.hpp"
#include "simulators/line/far_end.hpp"
#include "simulators/line/relay.hpp"
#include "simulators/line/tun.hpp"

namespace {

using namespace liftguard;

struct Options {
  line::Weather weather;
  unsigned delay_ms = 0;
  std::uint32_t seed = 1;
  std::uint32_t subnet = 1;
  bool localhost = false;
  std::filesystem::path counts;
  std::vector<std::string> command;
};

volatile sig_atomic_t told_to_stop = 0;

void write_counts(const line::Relay& relay, const std::filesystem::path& file) {
  if (file.empty()) return;
  const auto unfinished = file.string() + ".new";
  const auto of = [](const line::Direction& way) {
    return fmt::format("{{\"packets\": {}, \"bytes\": {}, \"lost\": {}}}", way.packets(), way.bytes(), way.lost());
  };
  std::ofstream(unfinished) << fmt::format("{{\"to_program\": {}, \"from_program\": {}}}\n", of(relay.outward()),
                                           of(relay.homeward()));
  std::filesystem::rename(unfinished, file);
}

// Until the program has ended; its exit status.
int carry(line::Relay& relay, pid_t program, const Options& options, const SteadyClock& clock) {
  constexpr std::chrono::seconds kCountsEvery{1};
  auto counts_due = clock.now();
  for (;;) {
    relay.step(std::chrono::milliseconds(100));
    if (told_to_stop != 0) {
      ::kill(program, SIGTERM);
      told_to_stop = 0;
    }
    if (clock.now() >= counts_due) {
      write_counts(relay, options.counts);
      counts_due = clock.now() + kCountsEvery;
    }
    int status = 0;
    if (::waitpid(program, &status, WNOHANG) != program) continue;
    write_counts(relay, options.counts);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
}

int run(const Options& options) {
  const std::uint32_t net = (10U << 24) | (77U << 16) | (options.subnet << 8);
  const int near = line::open_tun({"line" + std::to_string(options.subnet), net + 1, net + 2});
  const int far = line::move_to_far_end({"line", net + 2, net + 1});
  const SystemSteadyClock clock;
  line::Relay relay(near, far, options.weather, options.seed, clock);
  const auto localhost = options.localhost ? fmt::format("10.77.{}.1", options.subnet) : std::string{};
  const auto stop = [](int) { told_to_stop = 1; };
  ::signal(SIGTERM, stop);
  ::signal(SIGINT, stop);
  return carry(relay, line::start_program(options.command, localhost), options, clock);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"差线路模拟 / runs a program at the far end of a bad line"};
  app.add_option("--delay-ms", options.delay_ms, "单向时延 / delay each way")->check(CLI::Range(0, 60'000));
  app.add_option("--loss", options.weather.loss, "单向丢包率 / share of packets lost each way")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--bytes-per-second", options.weather.bytes_per_second, "速率，0 不限 / rate, 0: no bound");
  app.add_option("--seed", options.seed, "随机种子 / seed");
  app.add_option("--subnet", options.subnet, "10.77.N.0")->check(CLI::Range(1, 254));
  app.add_flag("--localhost", options.localhost, "远端的 localhost 指向近端 / localhost there is this end");
  app.add_option("--counts", options.counts, "计数文件 / file of packets and bytes");
  app.add_option("command", options.command, "要运行的程序 / the program")->required();
  CLI11_PARSE(app, argc, argv);
  options.weather.delay = std::chrono::milliseconds(options.delay_ms);
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::cerr << "liftguard-line: " << error.what() << '\n';
    return 1;
  }
}
