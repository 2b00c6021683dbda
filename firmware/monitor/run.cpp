#include "firmware/monitor/run.hpp"

#include <sys/random.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include <spdlog/spdlog.h>

#include "firmware/monitor/boot_marker.hpp"
#include "firmware/monitor/network.hpp"
#include "firmware/monitor/sensing.hpp"
#include "firmware/monitor/wall_time.hpp"
#include "firmware/port/linux/file_device.hpp"
#include "firmware/port/linux/row_socket.hpp"

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

// A thread that does `step` until told to stop; what ends it early is logged and stops the others.
class Worker {
 public:
  Worker(const char* name, std::atomic<bool>& stopping, std::atomic<bool>& failed, std::function<void()> step)
      : thread_([name, &stopping, &failed, step = std::move(step)] {
          try {
            while (!stopping) step();
          } catch (const std::exception& error) {
            spdlog::critical("{}: {}", name, error.what());
            failed = true;
          }
        }) {}
  void join() { thread_.join(); }

 private:
  std::thread thread_;
};

}  // namespace

int run(const Config& config, const std::function<bool()>& stop_asked) {
  std::filesystem::create_directories(config.data);
  const SystemSteadyClock steady;
  const WallClock wall;
  const Stamper stamper(steady, wall, wall_quality, random_number());

  port::FileDevice device(config.data / "journal", port::default_geometry());
  journal::Options options;
  options.stamp = [&stamper] { return stamper.stamp(); };
  options.random = random_number;
  const auto began = steady.now();
  Store store(device, std::move(options));
  log_opened(store.journal, steady.now() - began);

  BootMarker boot(config.data, host_boot_id());
  port::RowSocket sensors(config.sensor_socket, steady);
  Network network(config, store, stamper, steady, boot.reason());
  Sensing sensing(sensors, config.parameters, store, stamper, steady,
                  [&network](Lane lane) { network.appended(lane); });

  std::atomic<bool> stopping = false, failed = false;
  Worker sensing_worker("sensing", stopping, failed, [&] { sensing.step(std::chrono::milliseconds(100)); });
  Worker network_worker("network", stopping, failed, [&] { network.step(); });
  while (!stop_asked() && !failed) {
  }
  stopping = true;
  network.wake();
  sensing_worker.join();
  network_worker.join();
  // Whatever the device holds now is what the next start will find; nothing more is written to one that failed.
  if (failed) return 1;
  sensing.finish();
  network.finish();
  boot.end_orderly();
  spdlog::info("ended");
  return 0;
}

}  // namespace liftguard::monitor
