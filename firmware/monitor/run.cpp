#include "firmware/monitor/run.hpp"

#include <sys/random.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include <spdlog/spdlog.h>

#include "firmware/monitor/boot_marker.hpp"
#include "firmware/monitor/calming.hpp"
#include "firmware/monitor/chores.hpp"
#include "firmware/monitor/commands/clip_requests.hpp"
#include "firmware/monitor/commands/commands.hpp"
#include "firmware/monitor/commands/identifying.hpp"
#include "firmware/monitor/commands/rebooting.hpp"
#include "firmware/monitor/health/reporter.hpp"
#include "firmware/monitor/network.hpp"
#include "firmware/monitor/own_end.hpp"
#include "firmware/monitor/renewing.hpp"
#include "firmware/monitor/sensing.hpp"
#include "firmware/monitor/sensors.hpp"
#include "firmware/monitor/settings/settings.hpp"
#include "firmware/monitor/status/status.hpp"
#include "firmware/monitor/updating.hpp"
#include "firmware/monitor/wall_time.hpp"
#include "firmware/monitor/watching.hpp"
#include "firmware/monitor/worker.hpp"
#include "firmware/port/linux/file_device.hpp"

namespace liftguard::monitor {
namespace {

std::uint64_t random_number() {
  std::uint64_t out = 0;
  if (::getrandom(&out, sizeof out, 0) != sizeof out) throw std::runtime_error("no random numbers from the kernel");
  return out & wire::kMaxNumber;
}

void log_opened(const journal::Journal& journal, std::chrono::microseconds took) {
  const auto& opened = journal.opened();
  spdlog::info("journal: {} frames recovered in {} us, id {}, {} alarms, {} events, {} bulk wait", opened.frames,
               took.count(), journal.id(), journal.unconfirmed(Lane::alarm), journal.unconfirmed(Lane::event),
               journal.unconfirmed(Lane::bulk));
  if (opened.torn > 0) spdlog::warn("journal: {} write(s) had been cut off", opened.torn);
  if (opened.damaged > 0) spdlog::error("journal: {} damaged place(s); a new journal id begins", opened.damaged);
}

journal::Options journal_options(const Stamper& stamper) {
  journal::Options out;
  out.stamp = [&stamper] { return stamper.stamp(); };
  out.random = random_number;
  return out;
}

BootOptions boot_options(const Config& config) {
  return {config.data, host_boot_id(), program_name(), config.boot.reset_reason, config.boot.limits};
}

// None where the box has none.
std::unique_ptr<Indicator> open_light(const Config& config) {
  if (!config.identify_light) return nullptr;
  return std::make_unique<LedIndicator>(*config.identify_light);
}

// Safe mode opens nothing that it does not use.
Config bare(Config config) {
  config.calm = {};
  config.identify_light.reset();
  return config;
}

// The parts, in the order in which they need each other.
class Monitor {
 public:
  // `config`: with the settings laid over it.
  Monitor(const Config& config, Settings& settings, BootMarker& boot);

  // Until `stop_asked` or until a part fails; then orderly, where nothing has failed. Returns the exit status.
  int run(const std::function<bool()>& stop_asked);

  // It has ended for settings that only a new one follows.
  [[nodiscard]] bool wants_successor() const { return wants_successor_; }

 private:
  [[nodiscard]] NetworkParts network_parts();
  [[nodiscard]] ClipPath clip_path() const;
  [[nodiscard]] Updating::Outputs update_outputs();
  void add_chores();
  void add_extras();
  template <class... Errand>
  void refuse_in_safe_mode();
  void add_updates();
  void add_health();
  void add_status();
  void redate(Milliseconds by);
  void add_reboot();
  void add_requests();
  void add_settings();
  void add_certificates();
  void work_until(const std::function<bool()>& stop_asked);
  void hang_if_planted(std::string_view thread) const;
  void finish();

  const Config& config_;
  Settings& settings_;
  SystemSteadyClock steady_;
  BoxClock wall_{steady_};
  Stamper stamper_{steady_, wall_, [this](UtcTime) { return wall_.quality(); }, random_number()};
  BootMarker& boot_;
  port::FileDevice device_;
  SteadyTime opening_ = steady_.now();
  Store store_;
  std::unique_ptr<port::SensorPort> sensors_;
  Commands commands_{store_, stamper_, {[this] { chores_.wake(); }, [this] { network_.appended(Lane::event); }}};
  std::unique_ptr<Indicator> light_ = open_light(config_);
  Identifying identifying_{light_.get(), steady_};
  Renewing renewing_{config_,
                     store_,
                     stamper_,
                     steady_,
                     {[this] { return wall_.told(); }, [this] { network_.appended(Lane::event); }}};
  Calming calming_{config_.calm, store_, stamper_, steady_, [this] { network_.appended(Lane::alarm); }};
  Network network_;
  Sensing sensing_;
  Chores chores_;
  std::unique_ptr<Updating> updating_;  // null: this box has no slots, or crashes with them in safe mode
  HealthReporter health_{{config_.data}, store_, stamper_, steady_, [this] { network_.appended(Lane::bulk); }};
  StatusFile status_{config_.data};
  Watching watching_{steady_};
  Ending ending_;
  std::atomic<bool> wants_successor_ = false;
  OwnEnd end_{store_};
};

Monitor::Monitor(const Config& config, Settings& settings, BootMarker& boot)
    : config_(config),
      settings_(settings),
      boot_(boot),
      device_(config.data / "journal", port::default_geometry()),
      store_(device_, journal_options(stamper_)),
      sensors_(open_sensors(config.sensors, steady_)),
      network_(config, store_, stamper_, steady_, network_parts()),
      sensing_(
          *sensors_, config.parameters, store_, stamper_, steady_, [this](Lane lane) { network_.appended(lane); },
          clip_path()),
      updating_(boot_.takes_updates() ? Updating::open(config, store_, steady_, update_outputs()) : nullptr) {
  log_opened(store_.journal, steady_.now() - opening_);
  add_chores();
}

// What the network hands on, in its own thread, and what it says of this box at its birth.
NetworkParts Monitor::network_parts() {
  NetworkParts out;
  out.renewing = &renewing_;
  if (!boot_.safe_mode()) out.down.rescue_news = [this](const wire::RescueNews& news) { calming_.take(news); };
  out.down.command = [this](wire::Command command) { commands_.take(std::move(command)); };
  out.down.server_time = [this](UtcTime now) { wall_.hear(now); };
  out.down.heard = [this] { settings_.reached(); };
  out.describe = [this](wire::Birth& birth) {
    birth.config = settings_.state();
    birth.boot_reason = boot_.reason();
    birth.safe_mode = boot_.safe_mode();
    if (updating_) birth.update = updating_->status();
  };
  out.down.image_chunk = [this](wire::ImageChunk chunk) {
    if (updating_) updating_->take(std::move(chunk));
  };
  return out;
}

ClipPath Monitor::clip_path() const {
  if (boot_.safe_mode()) return ClipPath::closed;
  return config_.crash_clips ? ClipPath::crashes : ClipPath::open;
}

Updating::Outputs Monitor::update_outputs() {
  return {[this] { chores_.wake(); }, [this](const wire::UpdateStatus& status) { network_.tell_progress(status); },
          [this] { network_.tell_birth(); }, [this] { network_.ask_self_test(); },
          [this] { (void)end_.choose(RunEnd::update); }};
}

// Each part's step, about once a second, in the third thread. Safe mode has these alone (boot_history.hpp).
void Monitor::add_chores() {
  chores_.add("clock", [this] {
    if (const auto by = wall_.newly_known()) redate(*by);
  });
  add_reboot();
  commands_.resolve([this](std::uint64_t id) { return settings_.outcome(id); });
  chores_.add("commands", [this] { commands_.step(); });
  add_updates();
  add_health();
  chores_.add("boot", [this] {
    boot_.step(steady_.now());
    if (boot_.wants_restart()) (void)end_.choose_if_idle(RunEnd::restart);
  });
  if (!boot_.safe_mode()) return add_extras();
  refuse_in_safe_mode<wire::TestNow, wire::Identify, wire::RequestClip, wire::Configure, wire::InstallCertificate>();
  status_.show_safe_mode();
}

void Monitor::add_extras() {
  add_requests();
  add_settings();
  chores_.add("identify", [this] { identifying_.step(); });
  add_certificates();
  chores_.add("calm", [this] { calming_.step(); });
  add_status();
}

template <class... Errand>
void Monitor::refuse_in_safe_mode() {
  const auto refuse = [](const auto&, std::uint64_t) {
    return Answer{wire::CommandOutcome::refused, "安全模式 in safe mode"};
  };
  (commands_.handle<Errand>(Interrupted::failed, refuse), ...);
}

// Answered by the next start.
void Monitor::add_reboot() {
  commands_.handle<wire::Reboot>(Interrupted::done, [this](const wire::Reboot&, std::uint64_t) {
    auto busy = too_busy_to_end(store_);
    if (!busy) (void)end_.choose(RunEnd::restart);
    return busy;
  });
}

void Monitor::add_requests() {
  commands_.handle<wire::TestNow>(Interrupted::failed, [this](const wire::TestNow&, std::uint64_t) {
    network_.ask_self_test();
    return Answer{};
  });
  commands_.handle<wire::Identify>(Interrupted::failed, [this](const wire::Identify& identify, std::uint64_t) {
    return identifying_.begin(identify);
  });
  commands_.handle<wire::RequestClip>(
      Interrupted::failed, [this](const wire::RequestClip& request, std::uint64_t id) -> std::optional<Answer> {
        return request_clip(store_, stamper_, request,
                            [this, id](const Answer& answer) { return commands_.answer(id, answer); });
      });
}

// D5: what the book of episodes holds from before the time was known; records are dated anew by the gateway, by their
// uptimes.
void Monitor::redate(Milliseconds by) {
  const std::lock_guard lock(store_.mutex);
  store_.kept.episodes.redate(by);
  store_.journal.save_kept(encode(store_.kept));
}

// Settings are followed by a new monitor, at the next moment at which nothing is lost by it.
void Monitor::add_settings() {
  commands_.handle<wire::Configure>(Interrupted::failed, [this](const wire::Configure& configure, std::uint64_t id) {
    return settings_.offer(configure, id);
  });
  chores_.add("settings", [this] {
    if (settings_.step()) network_.tell_birth();
    if (settings_.wants_restart() && end_.choose_if_idle(RunEnd::restart)) wants_successor_ = true;
  });
}

void Monitor::add_certificates() {
  commands_.handle<wire::InstallCertificate>(
      Interrupted::failed,  // it may be on trial all the same; if it is not, the box asks again
      [this](const wire::InstallCertificate& install, std::uint64_t) { return renewing_.install(install.pem); });
  chores_.add("certificate", [this] { renewing_.step(); });
}

void Monitor::add_updates() {
  commands_.handle<wire::OfferImage>(Interrupted::failed, [this](const wire::OfferImage& offer, std::uint64_t) {
    if (updating_) return updating_->offer(offer);
    if (!boot_.takes_updates()) return Answer{wire::CommandOutcome::busy, "safe_mode: 安全模式 in safe mode"};
    return Answer{wire::CommandOutcome::refused, "no_slots: 无升级分区 this box has no slots"};
  });
  if (updating_) chores_.add("update", [this] { updating_->step(); });
}

void Monitor::add_health() {
  health_.add([this](wire::HealthBody& report) {
    report.boots = boot_.starts();
    report.reset_reason = boot_.reason();
    report.safe_mode = boot_.safe_mode();
    report.connects = network_.counts().connects;
    report.disconnects = network_.counts().disconnects;
    report.sent = network_.counts().sent;
    if (updating_) report.update = updating_->status();
  });
  chores_.add("health", [this] { health_.step(); });
}

void Monitor::add_status() {
  chores_.add("status", [this] {
    Status status;
    status.online = network_.counts().online;
    status.sent_unconfirmed = network_.counts().sent_unconfirmed;
    {
      const std::lock_guard lock(store_.mutex);
      status.alarms_waiting = store_.journal.unconfirmed(Lane::alarm);
      status.open_episodes = store_.kept.episodes.open().size();
      status.alarm_space_full = store_.journal.alarm_space_full();
      status.sensors_lost = store_.sensors_lost;
    }
    status_.show(status);
    identifying_.say_unconfirmed(status.sent_unconfirmed > 0);
  });
}

int Monitor::run(const std::function<bool()>& stop_asked) {
  work_until(stop_asked);
  // Whatever the device holds now is what the next start will find; nothing more is written to one that failed.
  if (ending_.failed) return 1;
  finish();
  return 0;
}

void Monitor::work_until(const std::function<bool()>& stop_asked) {
  Worker sensing("sensing", ending_, watching_.sensing(), [&] {
    hang_if_planted("sensing");
    return sensing_.step(std::chrono::milliseconds(100));
  });
  Worker network("network", ending_, watching_.network(), [&] {
    hang_if_planted("network");
    network_.step();
    return true;
  });
  Worker chores("chores", ending_, watching_.chores(), [&] {
    hang_if_planted("chores");
    chores_.step();
    return true;
  });
  while (!stop_asked() && !ending_.failed && end_.chosen() == RunEnd::none) watching_.step();
  watching_.stopping();
  ending_.stopping = true;
  network_.wake();
  chores_.wake();
  sensing.join();
  network.join();
  chores.join();
}

void Monitor::hang_if_planted(std::string_view thread) const {
  if (!config_.hang || config_.hang->thread != thread || steady_.now() - opening_ < config_.hang->after) return;
  while (!ending_.stopping) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

void Monitor::finish() {
  sensing_.finish();
  network_.finish();
  boot_.end_orderly(end_.chosen() == RunEnd::none ? RunEnd::restart : end_.chosen());
  spdlog::info("ended");
}

}  // namespace

int run(const Config& config, const std::function<bool()>& stop_asked) {
  std::filesystem::create_directories(config.data);
  const SystemSteadyClock steady;
  Settings settings(config.data / "settings", config, steady);
  for (;;) {
    BootMarker boot(boot_options(config), steady.now());
    const auto in_force = boot.safe_mode() ? bare(settings.begin_without()) : settings.begin();
    Monitor monitor(in_force, settings, boot);
    const auto status = monitor.run(stop_asked);
    if (status != 0 || !monitor.wants_successor()) return status;
  }
}

}  // namespace liftguard::monitor
