#include "gateway/run.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <memory>
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
#include "common/dispatch/typical_times.hpp"
#include "common/observe/metrics.hpp"
#include "common/registry/proving.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"
#include "gateway/bulk/raw_files.hpp"
#include "gateway/clips/shelf.hpp"
#include "gateway/clock_keeper.hpp"
#include "gateway/commands/courier.hpp"
#include "gateway/disk/reserve.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/expiry/watch.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/ingest/store.hpp"
#include "gateway/ingest/suspects.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/leases/keeper.hpp"
#include "gateway/news/herald.hpp"
#include "gateway/notices/sender.hpp"
#include "gateway/proving/watch.hpp"
#include "gateway/regulator/uploader.hpp"
#include "gateway/retention/pruner.hpp"
#include "gateway/revocation/cutter.hpp"
#include "gateway/rollout/feeder.hpp"
#include "gateway/rollout/image_shelf.hpp"
#include "gateway/slots/session_metrics.hpp"
#include "gateway/slots/sessions.hpp"
#include "gateway/threads.hpp"
#include "gateway/watch/integrity_watch.hpp"
#include "gateway/watch_post.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::chrono::seconds kClockEvery{5};

// What alarms do not wait for, and what does not work while it fails.
constexpr SidePartName kNotices{"notices", "短信和语音通知（请电话通知）", "Sending SMS and calls (phone instead)"};
constexpr SidePartName kAuditor{"auditor", "网关自检", "The gateway's self-audit"};
constexpr SidePartName kImages{"images", "固件下发", "Handing out firmware"};
constexpr SidePartName kRetention{"retention", "过期数据清理", "Throwing away what is past its time"};
constexpr SidePartName kClips{"clips", "传感器片段保存", "Storing sensor clips"};
constexpr SidePartName kCommands{"commands", "远程指令下发", "Commands to boxes"};
constexpr SidePartName kUploads{"uploads", "监管平台上传", "Uploads to regulators"};
constexpr SidePartName kRevocation{"revocation", "吊销装置断开", "Cutting off revoked boxes"};
constexpr SidePartName kExpiry{"expiry", "证书到期检查", "Watching what expires"};
constexpr SidePartName kNews{"news", "轿厢救援进度播报", "News of rescues to cars"};
constexpr SidePartName kIntegrity{"integrity", "数据库完整性检查", "Checking the database for rot"};
constexpr SidePartName kHeartbeat{"heartbeat", "对外心跳", "The heartbeat"};
constexpr SidePartName kObserve{"observe", "监控接口", "The endpoint for metrics and probes"};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

leases::KeeperOptions lease_options(const Config& config) {
  leases::KeeperOptions options;
  options.as.name = fmt::format("{}/{}", host_name(), ::getpid());
  options.as.process = leases::this_process();
  for (const auto slot : config.slots) options.as.wanted.set(slot);
  return options;
}

std::uint64_t slots_of(const leases::Holdings& holdings) {
  return static_cast<std::uint64_t>(std::ranges::count_if(holdings.epochs(), std::identity{}));
}

void measure(const leases::Holdings& holdings, observe::Metrics& metrics) {
  auto& held = metrics.gauge("liftguard_leases_slots", "Slots that this gateway holds.");
  auto& acting = metrics.gauge("liftguard_leases_acting", "1 while this gateway's lease lets it act, else 0.");
  auto& takings = metrics.counter("liftguard_leases_takings_total", "Slots that this gateway has taken up.");
  metrics.before_collecting([&] {
    held.set(static_cast<double>(slots_of(holdings)));
    acting.set(holdings.may_act() ? 1 : 0);
    takings.raise_to(static_cast<double>(holdings.takings()));
  });
}

void measure(const ClockKeeper& keeper, observe::Metrics& metrics) {
  auto& in_doubt = metrics.gauge("liftguard_clock_in_doubt", "1 while nothing is thrown away for its age (row D2).");
  metrics.before_collecting([&] { in_doubt.set(keeper.knows_the_time() ? 0 : 1); });
}

void watch_proofs(storage::Database& database, UtcTime now) {
  auto tx = database.begin();
  arm_proof_timer(tx, now);
  dispatch::arm_nightly_round(tx, now);
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

// Beside the database, whose disk it is about.
std::filesystem::path reserve_file(const std::string& database_url) {
  return database_url.substr(database_url.find(':') + 1) + ".reserve";
}

std::function<double()> random_numbers() {
  auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

std::vector<BrokerAccess> brokers_of(const Config& config) {
  std::vector<BrokerAccess> brokers{config.broker};
  if (config.alarm_broker) brokers.push_back(*config.alarm_broker);
  return brokers;
}

// "ssl://host:port".
expiry::Server server_of(const BrokerAccess& broker) {
  const std::size_t host = broker.uri.find("//") + 2;
  const std::size_t colon = broker.uri.rfind(':');
  return {broker.uri.substr(host, colon - host), broker.uri.substr(colon + 1)};
}

// Fault row J4. What the boxes' authority gives, the signer notes.
expiry::Watched what_ends(const Config& config) {
  expiry::Watched watched{{{"gateway", config.broker.tls.certificate}, {"services-ca", config.broker.tls.ca}},
                          {{"broker", server_of(config.broker)}}};
  if (config.alarm_broker) watched.servers.emplace_back("alarm-broker", server_of(*config.alarm_broker));
  if (!config.broker_list.empty()) watched.files.emplace_back("broker-crl", config.broker_list);
  if (!config.alarm_broker_list.empty()) watched.files.emplace_back("alarm-broker-crl", config.alarm_broker_list);
  return watched;
}

}  // namespace

void run(const Config& config, const RunOptions& options) {
  const SystemSteadyClock steady;
  observe::Metrics metrics;
  const auto database = storage::Database::open(config.database_url, {.behind = config.files / "database-behind"});
  const storage::DatabaseMetrics commits(*database, config.database_url, metrics, steady);
  watch::Vitals vitals(steady, config.stuck_after);
  AnchoredCivilClock civil(steady, database->utc_now());

  Intake intake;
  intake.limit(config.rates, steady);
  leases::Holdings holdings(steady);
  measure(holdings, metrics);
  Sessions sessions({config.broker, config.alarm_broker, database->incarnation() & wire::kMaxNumber}, holdings, intake,
                    steady, options.faults);
  add_session_metrics(sessions, metrics);
  leases::Keeper keeper(*database, steady, holdings, lease_options(config),
                        {[&](std::uint8_t slot, leases::Epoch epoch) { sessions.take_up(slot, epoch); },
                         [&](std::uint8_t slot) { sessions.let_go(slot); },
                         [&](std::uint8_t slot) { return sessions.has_let_go(slot); }});
  spdlog::info("gateway {}", keeper.member());
  const std::function<bool()> may_act = [&] { return holdings.may_act(); };
  watch_proofs(*database, civil.utc_now());

  LimitsClock limits(*database, steady, &metrics);
  ClockKeeper clock_keeper(*database, civil, steady, limits.holding());
  clock_keeper.start();
  const std::function<bool()> knows_the_time = [&] { return clock_keeper.knows_the_time(); };
  measure(clock_keeper, metrics);

  SmsClient sms(config.sms);
  // A claim outlives its request; the epoch makes the name unique among starts.
  const SenderOptions sending{fmt::format("gateway-{}", keeper.member()), 64, config.back_off, config.sms.timeout * 2,
                              may_act};
  Sender sender(*database, civil, sms, sending, random_numbers());
  Feeder feeder(*database, civil, image_files(config.files),
                [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); });
  const WriterOutputs outputs{
      [&](const auto& confirmations) { sessions.confirm(confirmations); },
      [&](const std::string& monitor, UtcTime now) { sessions.send_time(monitor, now); },
      [&] {
        limits.nudge();
        sender.nudge();
      },
      [&](const std::string& monitor, const wire::Progress& progress) { feeder.ask(monitor, progress.update); },
      [&](const std::string& monitor, Broker broker) { sessions.heard(monitor, broker); }};
  const SlotOwner slots{[&] { return holdings.epochs(); },
                        [&](storage::Session& session) { return leases::epochs_of(session, keeper.member()); },
                        [&] { return sessions.heard(); }};
  RawFiles raw(raw_folder(config.files), config.raw, knows_the_time);
  Suspects suspects(config.files / "ingest.suspects");
  std::optional<Reserve> reserve;
  if (config.database_url.starts_with("sqlite:"))
    reserve.emplace(reserve_file(config.database_url), config.reserve_bytes);
  Writer writer({*database, steady, civil, intake, outputs, options.faults, slots, &raw, &suspects,
                 reserve ? &*reserve : nullptr});
  commands::Courier courier(
      *database, civil,
      {[&](std::string_view monitor) { return sessions.serves(monitor); },
       [](storage::Session& session, std::string_view monitor) { return is_online(session, monitor); },
       [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); }});
  news::Herald herald(
      *database, civil,
      {[&](std::string_view monitor) { return holdings.holds(monitor); }, box_session_of,
       [&](const std::string& monitor, const wire::Down& down) { return sessions.send_down(monitor, down); },
       [&] { return holdings.takings(); }});
  Uploader uploader({*database, steady, civil, metrics, sending.worker, may_act, random_numbers(), knows_the_time});
  revocation::Cutter cutter({*database, civil, brokers_of(config), may_act});
  expiry::Watch expiry_watch(*database, civil, metrics, what_ends(config));
  Shelf shelf(*database, ClipFiles::folder_in(config.files));
  Pruner pruner(*database, civil, config.retention, knows_the_time);

  WatchPost post({config, *database, steady, civil, metrics, vitals, commits, intake, writer, limits,
                  [&] {
                    limits.nudge();
                    sender.nudge();
                  },
                  [&] {
                    return watch::Standing{.leased = holdings.may_act(),
                                           .slots = slots_of(holdings),
                                           .sessions = sessions.tally(Broker::main).up};
                  }});

  watch::IntegrityWatch integrity(*database, config.database_url, civil, metrics);

  Threads threads(vitals, options.faults, {*database, civil, steady, metrics});
  threads.start("leases", [&](const std::stop_token& stop) { keeper.run(stop); });
  threads.start_watched("writer", [&](const std::stop_token& stop) { writer.run(stop); });
  threads.start_watched("limits", [&](const std::stop_token& stop) { limits.run(stop, civil); });
  threads.start_watched("sessions", [&](const std::stop_token& stop) { sessions.run(stop); });
  threads.start_watched_side(kNotices, [&](const std::stop_token& stop) { sender.run(stop); });
  threads.start_watched_side(kAuditor, [&](const std::stop_token& stop) { post.audit(stop); });
  threads.start_side(kImages, [&](const std::stop_token& stop) { feeder.run(stop); });
  threads.start_side(kRetention, [&](const std::stop_token& stop) { pruner.run(stop); });
  threads.start_side(kClips, [&](const std::stop_token& stop) { shelf.run(stop); });
  threads.start_side(kCommands, [&](const std::stop_token& stop) { courier.run(stop); });
  threads.start_side(kUploads, [&](const std::stop_token& stop) { uploader.run(stop); });
  threads.start_side(kRevocation, [&](const std::stop_token& stop) { cutter.run(stop); });
  threads.start_side(kExpiry, [&](const std::stop_token& stop) { expiry_watch.run(stop); });
  threads.start_side(kNews, [&](const std::stop_token& stop) { herald.run(stop); });
  threads.start_side(kIntegrity, [&](const std::stop_token& stop) { integrity.run(stop); });
  threads.start_side(kHeartbeat, [&](const std::stop_token& stop) { post.beat(stop); });
  threads.start_side(kObserve, [&](const std::stop_token& stop) { post.serve(stop); });

  bool told_ready = false;
  SteadyTime checked = steady.now();
  while (!options.stop.stop_requested() && !threads.failed()) {
    if (!told_ready && keeper.settled() && sessions.ready()) {
      told_ready = true;
      spdlog::info("ready with {} slots", slots_of(holdings));
      if (options.ready) options.ready();
    }
    if (steady.now() - checked > kClockEvery) {
      checked = steady.now();
      check_clock(clock_keeper);
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  try {
    threads.finish();
  } catch (const storage::DatabaseError&) {
    throw;  // a database that cannot be relied on is not written to again: the lease lapses by itself
  } catch (...) {
    keeper.leave();
    throw;
  }
  keeper.leave();
}

}  // namespace liftguard::gateway
