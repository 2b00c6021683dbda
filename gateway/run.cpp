#include "gateway/run.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/clock.hpp"
#include "common/registry/proving.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"
#include "gateway/clips/shelf.hpp"
#include "gateway/clock_keeper.hpp"
#include "gateway/commands/courier.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/news/herald.hpp"
#include "gateway/notices/sender.hpp"
#include "gateway/proving/watch.hpp"
#include "gateway/rollout/feeder.hpp"
#include "gateway/rollout/image_shelf.hpp"
#include "gateway/slots/sessions.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::chrono::seconds kClockEvery{5};

// Threads that end together: the first one that throws stops all.
class Crew {
 public:
  ~Crew() { stop(); }

  void start(std::string name, std::function<void(const std::stop_token&)> body) {
    threads_.emplace_back([this, name = std::move(name), body = std::move(body)] {
      try {
        body(source_.get_token());
      } catch (const std::exception& e) {
        spdlog::critical("{}: {}", name, e.what());
        fail(std::current_exception());
      }
    });
  }

  [[nodiscard]] bool failed() const { return failed_; }

  // Stops and joins all; rethrows what ended one of them.
  void finish() {
    stop();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void stop() {
    source_.request_stop();
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  void fail(std::exception_ptr error) {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = std::move(error);
    failed_ = true;
    source_.request_stop();
  }

  std::stop_source source_;
  std::mutex mutex_;
  std::exception_ptr error_;
  std::atomic<bool> failed_{false};
  std::vector<std::thread> threads_;
};

wire::GatewayEpoch take_epoch(storage::Database& database) {
  auto tx = database.begin();
  const std::uint64_t epoch = next_epoch(tx);
  tx.commit();
  return {epoch, database.incarnation() & wire::kMaxNumber};
}

void watch_proofs(storage::Database& database, UtcTime now) {
  auto tx = database.begin();
  arm_proof_timer(tx, now);
  const int unproven = registry::count_unproven(tx, now);
  tx.commit();
  if (unproven > 0) spdlog::warn("{} elevators have had no good self-test for 72 h", unproven);
}

void check_clock(ClockKeeper& keeper) {
  try {
    keeper.check();
  } catch (const storage::Busy& busy) {
    spdlog::warn("database is busy, the clock is compared later: {}", busy.what());
  }
}

std::optional<news::BoxSession> box_session_of(storage::Session& session, std::string_view monitor) {
  const auto row = find_presence(session, monitor);
  if (!row || row->state != Presence::online) return std::nullopt;
  return news::BoxSession{row->boot, row->session};
}

std::function<double()> random_numbers() {
  auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

}  // namespace

void run(const Config& config, const RunOptions& options) {
  const SystemSteadyClock steady;
  const auto database = storage::Database::open(config.database_url);
  AnchoredCivilClock civil(steady, database->utc_now());
  const wire::GatewayEpoch epoch = take_epoch(*database);
  spdlog::info("start {} on {}", epoch.epoch, config.database_url);

  watch_proofs(*database, civil.utc_now());

  Intake intake;
  Sessions sessions({config.broker_uri, config.tls, config.slots, epoch}, intake, steady, options.faults);
  LimitsClock limits(*database, steady);
  SmsClient sms(config.sms);
  // A claim outlives its request; the epoch makes the name unique among starts.
  const SenderOptions sending{fmt::format("gateway-{}", epoch.epoch), 16, config.back_off, config.sms.timeout * 2};
  Sender sender(*database, civil, sms, sending, random_numbers());
  Feeder feeder(*database, civil, image_files(config.database_url),
                [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); });
  const WriterOutputs outputs{
      [&](const auto& confirmations) { sessions.confirm(confirmations); },
      [&](const std::string& monitor, UtcTime now) { sessions.send_time(monitor, now); },
      [&] {
        limits.nudge();
        sender.nudge();
      },
      [&](const std::string& monitor, const wire::Progress& progress) { feeder.ask(monitor, progress.update); }};
  Writer writer({*database, steady, civil, intake, outputs, options.faults});
  commands::Courier courier(
      *database, civil,
      {[&](std::string_view monitor) { return sessions.serves(monitor); },
       [](storage::Session& session, std::string_view monitor) { return is_online(session, monitor); },
       [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); }});
  news::Herald herald(
      *database, civil,
      {[&](std::string_view monitor) { return sessions.serves(monitor); }, box_session_of,
       [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); }});
  Shelf shelf(*database, ClipFiles::folder_beside(config.database_url));
  ClockKeeper clock_keeper(*database, civil);

  Crew crew;
  crew.start("writer", [&](const std::stop_token& stop) { writer.run(stop); });
  crew.start("limits", [&](const std::stop_token& stop) { limits.run(stop, civil); });
  crew.start("notices", [&](const std::stop_token& stop) { sender.run(stop); });
  crew.start("images", [&](const std::stop_token& stop) { feeder.run(stop); });
  crew.start("clips", [&](const std::stop_token& stop) { shelf.run(stop); });
  crew.start("commands", [&](const std::stop_token& stop) { courier.run(stop); });
  crew.start("news", [&](const std::stop_token& stop) { herald.run(stop); });
  crew.start("sessions", [&](const std::stop_token& stop) { sessions.run(stop); });

  bool told_ready = false;
  SteadyTime checked = steady.now();
  while (!options.stop.stop_requested() && !crew.failed()) {
    if (!told_ready && sessions.ready()) {
      told_ready = true;
      spdlog::info("subscribed on all {} slots", config.slots.size());
      if (options.ready) options.ready();
    }
    if (steady.now() - checked > kClockEvery) {
      checked = steady.now();
      check_clock(clock_keeper);
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  crew.finish();
}

}  // namespace liftguard::gateway
