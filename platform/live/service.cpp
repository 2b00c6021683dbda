#include "platform/live/service.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <spdlog/spdlog.h>

#include "platform/faults/scope.hpp"

namespace liftguard::live {

namespace {

// Waits, or ends early when a stop is asked for.
void wait(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

// False when the database is lost for good.
template <class Work>
bool survives(const Work& work, const Service::OnFatal& on_fatal) {
  try {
    work();
  } catch (const storage::Busy& e) {
    spdlog::warn("live updates wait for the database: {}", e.what());
  } catch (const std::exception& e) {
    on_fatal(e.what());
    return false;
  }
  return true;
}

}  // namespace

Service::Service(storage::Database& database, const CivilClock& clock, Hub& hub, std::int64_t start,
                 const ServiceOptions& options, OnFatal on_fatal)
    : database_(database),
      clock_(clock),
      hub_(hub),
      feed_(database, clock, hub, start),
      options_(options),
      on_fatal_(std::move(on_fatal)),
      keeper_([this](const std::stop_token& stop) { keep(stop); }),
      follower_([this](const std::stop_token& stop) { follow(stop); }) {}

void Service::follow(const std::stop_token& stop) {
  while (!stop.stop_requested() && survives([this] { feed_.step(); }, on_fatal_)) wait(stop, options_.poll);
}

void Service::keep(const std::stop_token& stop) {
  auto until_beat = options_.heartbeat;
  while (!stop.stop_requested()) {
    const auto pause = std::min(options_.session_check, options_.heartbeat);
    wait(stop, pause);
    if (stop.stop_requested() || !survives([this] { check_sessions(); }, on_fatal_)) return;
    until_beat -= pause;
    if (until_beat.count() > 0) continue;
    hub_.heartbeat();
    until_beat = options_.heartbeat;
  }
}

// An open page is a session in use: the desk's screen does not go dark because nobody had to click for a shift.
void Service::check_sessions() {
  const UtcTime now = clock_.utc_now();
  std::vector<accounts::SessionInUse> alive;
  {
    auto session = database_.read();
    hub_.check_sessions([&](const std::string& token) -> std::optional<dispatch::Scope> {
      const auto found = accounts::session_behind(session, options_.session, token, now);
      if (!found || found->account.first_password == accounts::FirstPassword::yes) return std::nullopt;
      alive.push_back({token, found->times});
      return faults::scope_of(found->account);
    });
  }
  accounts::keep_alive(database_, alive, now);
}

}  // namespace liftguard::live
