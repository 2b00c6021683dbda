#include "common/observe/process_metrics.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace liftguard::observe {

namespace {

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double all_pages = 0;
  double resident_pages = 0;
  statm >> all_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double entries_of(const char* folder) {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) ++count;
  return count;
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

void add_process_metrics(Metrics& metrics) {
  Gauge& resident = metrics.gauge("process_resident_memory_bytes", "Resident memory.");
  Gauge& descriptors = metrics.gauge("process_open_fds", "Open file descriptors.");
  Gauge& threads = metrics.gauge("process_threads", "Threads.");
  Counter& cpu = metrics.counter("process_cpu_seconds_total", "Processor time of user and system.");
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  metrics.gauge("process_start_time_seconds", "When it started, seconds since 1970.")
      .set(std::chrono::duration<double>(now).count());
  metrics.before_collecting([&] {
    resident.set(resident_bytes());
    descriptors.set(entries_of("/proc/self/fd"));
    threads.set(entries_of("/proc/self/task"));
    cpu.raise_to(cpu_seconds());
  });
}

}  // namespace liftguard::observe
