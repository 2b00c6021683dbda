// liftguard-bench-timers: how late limits fire when many fall due within one second, and how long another writer waits
// meanwhile. The limits are those of real orders, fired by the gateway's own loop with the rescue store's handlers:
// time line, SMS, alert and change log of each are written.
#include <algorithm>
#include <cmath>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/base/clock.hpp"
#include "common/dispatch/alarms.hpp"
#include "common/dispatch/limits.hpp"
#include "common/registry/store.hpp"
#include "common/storage/database.hpp"
#include "common/timers/loop.hpp"
#include "tests/bench/gateway/populate.hpp"
#include "tests/bench/gateway/records.hpp"

namespace {

using namespace liftguard;

struct Plan {
  std::string database_url;
  std::uint32_t armed = 100'000;  // timers in the table, most of them for tomorrow
  std::uint32_t due = 10'000;     // of them the limits of open orders that fall due
  int within_ms = 1'000;          // in a time of this length
};

constexpr Milliseconds kFirstLimit = std::chrono::minutes{3};  // RS-5: acceptance
constexpr std::uint32_t kATransaction = 500;
constexpr std::chrono::milliseconds kOtherWriterEvery{5};

// Open orders whose first limit falls due from `from` on, evenly.
void open_orders(storage::Database& database, const Plan& plan, UtcTime from) {
  for (std::uint32_t first = 1; first <= plan.due; first += kATransaction) {
    auto tx = database.begin();
    for (std::uint32_t number = first; number < std::min(first + kATransaction, plan.due + 1); ++number) {
      const auto monitor = registry::find_monitor(tx, bench::monitor_name(number));
      dispatch::Alarm alarm;
      alarm.id = tx.make_id<EventId>();
      alarm.monitor = bench::monitor_name(number);
      alarm.journal = 1;
      alarm.episode = 1;
      alarm.elevator = monitor->elevator;
      alarm.kind = EventKind::trapped;
      const Milliseconds offset{static_cast<std::int64_t>(number) * plan.within_ms / plan.due};
      alarm.happened = alarm.received = from + offset - kFirstLimit;
      alarm.facts_json = "{}";
      alarm.source_key = fmt::format("{}/1/alarm/1", alarm.monitor);
      dispatch::apply_alarm(tx, alarm, alarm.received);
    }
    tx.commit();
  }
}

void arm_the_rest(storage::Database& database, const Plan& plan, UtcTime now) {
  for (std::uint32_t first = plan.due; first < plan.armed; first += kATransaction) {
    auto tx = database.begin();
    for (std::uint32_t n = first; n < std::min(first + kATransaction, plan.armed); ++n)
      timers::arm(tx, {std::string(dispatch::kOrderTimer), n + 1, now + std::chrono::hours{24} + Milliseconds{n}});
    tx.commit();
  }
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1)];
}

double in_ms(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

// What an alarm would wait for: a small transaction every few milliseconds.
std::vector<double> write_beside(const std::stop_token& stop, storage::Database& database, const SteadyClock& steady) {
  std::vector<double> waits;
  for (std::int64_t n = 0; !stop.stop_requested(); ++n) {
    const SteadyTime wanted = steady.now();
    auto tx = database.begin();
    timers::arm(tx, {"bench", n % 100, UtcTime{}});
    tx.commit();
    waits.push_back(in_ms(steady.now() - wanted));
    std::this_thread::sleep_for(kOtherWriterEvery);
  }
  return waits;
}

void measure(const Plan& plan) {
  const SystemSteadyClock steady;
  const auto database = storage::Database::open(plan.database_url, {.schema = storage::Schema::migrate});
  bench::populate(*database, plan.due);
  arm_the_rest(*database, plan, database->utc_now());
  // Due some time from now: making the orders takes a while, and the loop begins before the first, with the steps of
  // their escalation that came before (RS-12), so that nothing but limits falls due then.
  const UtcTime from = database->utc_now() + std::chrono::seconds{5} + Milliseconds{plan.due * 12};
  open_orders(*database, plan, from);

  const AnchoredCivilClock civil(steady, database->utc_now());
  std::vector<double> late;
  timers::LoopOptions options;
  options.on_fired = [&](std::string_view kind, Milliseconds lateness) {
    if (kind == dispatch::kOrderTimer) late.push_back(static_cast<double>(lateness.count()));
  };
  options.on_error = [](const timers::Timer& timer, const std::string& error) {
    fmt::print(stderr, "timer {} {}: {}\n", timer.kind, timer.subject, error);
  };
  timers::TimerLoop loop(*database, steady, std::move(options));
  dispatch::handle_order_timers(loop);
  const bool began_in_time = civil.utc_now() < from;

  std::vector<double> waits;
  std::jthread other([&](const std::stop_token& stop) { waits = write_beside(stop, *database, steady); });
  std::stop_source stop;
  std::jthread firing([&] { loop.run(stop.get_token(), civil); });
  std::this_thread::sleep_for(std::max(from - civil.utc_now(), Milliseconds{0}));
  const UtcTime last = from + Milliseconds{plan.within_ms};
  const auto still_due = [&] {
    auto session = database->read();
    return timers::count_due(session, dispatch::kOrderTimer, std::min(civil.utc_now(), last + Milliseconds{1}));
  };
  const UtcTime give_up = last + std::chrono::minutes{1};
  while (civil.utc_now() < give_up && (civil.utc_now() <= last + Milliseconds{10} || still_due() > 0))
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  stop.request_stop();
  firing.join();
  other.request_stop();
  other.join();

  const auto fired = late.size();
  const double p50 = percentile(late, 0.5), p99 = percentile(late, 0.99), most = late.empty() ? 0 : late.back();
  fmt::print("{{\"fired\":{},\"p50\":{},\"p99\":{},\"max\":{},\"earliest\":{},\"writer_p99\":{:.1f},\"in_time\":{}}}\n",
             fired, p50, p99, most, late.empty() ? 0 : late.front(), percentile(waits, 0.99), began_in_time);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How late limits fire");
  Plan plan;
  app.add_option("--database", plan.database_url)->required();
  app.add_option("--armed", plan.armed);
  app.add_option("--due", plan.due)->check(CLI::Range(1, 100'000));
  app.add_option("--within-ms", plan.within_ms)->check(CLI::Range(1, 600'000));
  CLI11_PARSE(app, argc, argv);
  try {
    measure(plan);
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "liftguard-bench-timers: {}\n", e.what());
    return 1;
  }
}
