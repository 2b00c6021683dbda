// liftguard-fleet: thousands of boxes on real MQTT over TLS, for load and fault tests. Ends by itself.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "simulators/fleet/fleet.hpp"
#include "simulators/fleet/program/control.hpp"
#include "simulators/fleet/program/town.hpp"

namespace {

namespace asio = boost::asio;
using namespace liftguard::fleet;

constexpr std::chrono::seconds kProgressEvery{5};
constexpr std::chrono::milliseconds kLookEvery{100};
constexpr std::chrono::milliseconds kGoodbye{500};  // for the last words of all boxes

// A descriptor a session, and some.
void raise_descriptor_limit(std::size_t boxes) {
  constexpr rlim_t kOthers = 256;
  rlimit limit{};
  (void)getrlimit(RLIMIT_NOFILE, &limit);
  const auto wanted = static_cast<rlim_t>(boxes) * 2 + kOthers;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(wanted, limit.rlim_max));
  (void)setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < static_cast<rlim_t>(boxes) + kOthers)
    std::fprintf(stderr, "liftguard-fleet: only %llu descriptors may be open (ulimit -Hn)\n",
                 static_cast<unsigned long long>(limit.rlim_cur));
}

// One run: events for its duration, then quiet until all is confirmed or the patience ends.
class Run {
 public:
  explicit Run(const Arguments& arguments) : arguments_(arguments), fleet_(arguments) {
    if (!arguments.control.empty())
      control_.emplace(io_, arguments.control, [this](std::string_view line) { return obey(line); });
    stop_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) end_s_ = fleet_.now_s();
    });
  }

  // True: everything was confirmed.
  bool operator()() {
    fleet_.start();
    end_s_ = std::chrono::duration<double>(arguments_.duration).count();
    if (!arguments_.ready_file.empty()) write_ready_file();
    look();
    io_.run();
    const bool drained = fleet_.drained();
    std::printf("%s\n", fleet_.report().c_str());
    fleet_.finish();
    asio::steady_timer(io_, kGoodbye).wait();
    return drained;
  }

 private:
  std::string obey(std::string_view line) {
    if (line != "stop") return fleet_.obey(line);
    end_s_ = fleet_.now_s();
    return R"({"ok":true})";
  }

  void look() {
    const auto now = fleet_.now_s();
    while (next_storm_ < arguments_.storms.size() && now >= arguments_.storms[next_storm_].at_s) {
      const auto& storm = arguments_.storms[next_storm_++];
      fleet_.storm(storm.share, storm.manner);
    }
    if (now >= next_progress_s_) show_progress(now);
    if (now >= end_s_ && !std::exchange(quiet_, true)) fleet_.stop_events();
    if (quiet_ && (now >= end_s_ + static_cast<double>(arguments_.drain.count()) || fleet_.drained())) return leave();
    ticker_.expires_after(kLookEvery);
    ticker_.async_wait([this](const boost::system::error_code& error) {
      if (!error) look();
    });
  }

  void leave() {
    control_.reset();
    stop_.cancel();
    io_.stop();
  }

  void show_progress(double now) {
    next_progress_s_ = now + std::chrono::duration<double>(kProgressEvery).count();
    const auto standing = fleet_.standing();
    std::fprintf(stderr, "%6.1f s: %zu of %zu online, %zu at the alarm door; unconfirmed: %zu alarms, %zu others\n",
                 now, standing.online, standing.boxes, standing.at_alarm_door, standing.unconfirmed[0],
                 standing.unconfirmed[1] + standing.unconfirmed[2]);
  }

  void write_ready_file() const {
    const auto fresh = arguments_.ready_file.string() + ".new";
    std::ofstream(fresh) << "{\"boxes\":" << arguments_.boxes << "}\n";
    std::filesystem::rename(fresh, arguments_.ready_file);
  }

  const Arguments& arguments_;
  asio::io_context io_{1};
  asio::signal_set stop_{io_, SIGTERM, SIGINT};
  asio::steady_timer ticker_{io_};
  Fleet fleet_;
  std::optional<Control> control_;
  double end_s_ = 0, next_progress_s_ = 0;
  std::size_t next_storm_ = 0;
  bool quiet_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  auto arguments = read_arguments(argc, argv);
  std::sort(arguments.storms.begin(), arguments.storms.end(),
            [](const auto& a, const auto& b) { return a.at_s < b.at_s; });
  try {
    if (!arguments.town.empty()) {
      print_town(arguments, std::cout);
      return 0;
    }
    raise_descriptor_limit(arguments.boxes);
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a connection that the broker has reset
    return Run(arguments)() ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "liftguard-fleet: %s\n", error.what());
    return 2;
  }
}
