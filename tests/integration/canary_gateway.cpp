// The gateway for fault tests: the very libraries that ship, and a main that dies, stalls or cheats where the
// environment says. Never shipped.
//   LIFTGUARD_FAULT=POINT:kill:N       ends by SIGKILL when it comes to the point the Nth time
//   LIFTGUARD_FAULT=POINT:stall:N:MS   stands there for so long instead
//     POINT: before_enqueue, after_enqueue, before_commit, after_commit, after_confirm, turn.THREAD
//     (gateway/fault_points.hpp)
//   LIFTGUARD_PLANTED=confirm_then_wait       tells boxes that records are safe a tenth of a second before they are
//   LIFTGUARD_PLANTED=confirm_before_commit   tells boxes that records are safe before they are, and dies between the
//   two
//                                             now and then: the oracle must turn red on it, or it is blind
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/observe/logging.hpp"
#include "common/observe/ready_file.hpp"
#include "gateway/config.hpp"
#include "gateway/run.hpp"

namespace {

using namespace liftguard;

void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();  // the signal is on its way; nothing more may happen here
}

struct Fault {
  std::string point;
  bool kills = true;
  int at = 1;
  std::chrono::milliseconds stall{0};
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  return parts;
}

std::optional<int> number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

// Null when there is none; ends the program when it cannot be understood: a test that injects nothing proves nothing.
std::optional<Fault> fault_of_environment() {
  const char* text = std::getenv("LIFTGUARD_FAULT");
  if (!text) return std::nullopt;
  const auto parts = split(text);
  const bool kills = parts.size() == 3 && parts[1] == "kill", stalls = parts.size() == 4 && parts[1] == "stall";
  const auto at = parts.size() > 2 ? number(parts[2]) : std::nullopt;
  const auto stall = stalls ? number(parts[3]) : 1;
  if ((!kills && !stalls) || !at || !stall) {
    std::cerr << "LIFTGUARD_FAULT: POINT:kill:N or POINT:stall:N:MS, not " << text << '\n';
    std::exit(2);
  }
  return Fault{parts[0], kills, *at, std::chrono::milliseconds{stalls ? *stall : 0}};
}

void strike(const Fault& fault) {
  static std::atomic<int> passed{0};
  if (++passed != fault.at) return;
  if (fault.kills) die();
  std::this_thread::sleep_for(fault.stall);
}

void arm(gateway::FaultPoints& points, const Fault& fault) {
  const auto act = [fault] { strike(fault); };
  if (fault.point == "before_commit") {
    points.before_commit = [act](const std::function<void()>&) { act(); };
    return;
  }
  constexpr std::string_view kTurn = "turn.";
  if (fault.point.starts_with(kTurn)) {
    points.turn = [act, name = fault.point.substr(kTurn.size())](std::string_view thread) {
      if (thread == name) act();
    };
    return;
  }
  const std::map<std::string, std::function<void()>*> plain{{"before_enqueue", &points.before_enqueue},
                                                            {"after_enqueue", &points.after_enqueue},
                                                            {"after_commit", &points.after_commit},
                                                            {"after_confirm", &points.after_confirm}};
  const auto point = plain.find(fault.point);
  if (point == plain.end()) {
    std::cerr << "LIFTGUARD_FAULT: no point " << fault.point << '\n';
    std::exit(2);
  }
  *point->second = act;
}

constexpr std::chrono::milliseconds kConfirmationsArrive{100};

void plant_confirm_before_commit(gateway::FaultPoints& points) {
  points.before_commit = [random = std::mt19937(std::random_device{}())](const std::function<void()>& release) mutable {
    release();
    if (random() % 4 != 0) return;
    std::this_thread::sleep_for(kConfirmationsArrive);
    die();
  };
}

void plant_confirm_then_wait(gateway::FaultPoints& points) {
  points.before_commit = [](const std::function<void()>& release) {
    release();
    std::this_thread::sleep_for(kConfirmationsArrive);
  };
}

// Ends the program when there is no such bug.
void plant(gateway::FaultPoints& points, std::string_view bug) {
  if (bug == "confirm_before_commit") return plant_confirm_before_commit(points);
  if (bug == "confirm_then_wait") return plant_confirm_then_wait(points);
  std::cerr << "LIFTGUARD_PLANTED: no bug " << bug << '\n';
  std::exit(2);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5 || std::string_view(argv[1]) != "--config" || std::string_view(argv[3]) != "--ready-file") return 2;
  observe::set_up_logging("gateway");
  const auto config = gateway::read_config(argv[2]);
  if (!config) {
    std::cerr << config.error().detail << std::endl;
    return 2;
  }

  gateway::RunOptions options;
  options.ready = [&] { observe::write_ready_file(argv[4]); };
  if (const auto fault = fault_of_environment()) arm(options.faults, *fault);
  if (const char* bug = std::getenv("LIFTGUARD_PLANTED")) plant(options.faults, bug);
  try {
    gateway::run(*config, options);
  } catch (const std::exception& e) {
    spdlog::critical("ended: {}", e.what());
    return 1;
  }
  return 0;
}
