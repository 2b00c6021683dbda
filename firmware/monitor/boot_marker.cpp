#include "firmware/monitor/boot_marker.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "common/base/durable_file.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::string_view kWatchdogLine = "watchdog\n";

// Of the marker, for the signal's handler.
volatile std::sig_atomic_t g_marker = -1;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// systemd ends a service that does not feed its watchdog by SIGABRT; a failed assertion raises the same signal, but
// from within. Only what is safe in a signal's handler; the default action follows.
void on_abort(int signal, siginfo_t* info, void*) {
  if (info->si_pid != ::getpid() && g_marker >= 0)
    (void)!::write(static_cast<int>(g_marker), kWatchdogLine.data(), kWatchdogLine.size());
  (void)::raise(signal);
}

void watch_for_abort(int marker) {
  g_marker = marker;
  struct sigaction action {};
  action.sa_sigaction = on_abort;
  action.sa_flags = static_cast<int>(SA_SIGINFO | SA_RESETHAND);
  ::sigaction(SIGABRT, &action, nullptr);
}

}  // namespace

BootMarker::BootMarker(BootOptions options, SteadyTime now)
    : options_(std::move(options)),
      marker_(options_.folder / "running"),
      history_file_(options_.folder / "boot_history"),
      saved_(now) {
  const auto before = decode_history(text_of(history_file_));
  reason_ = boot_reason(last_run(before));
  history_ = started(before.value_or(BootHistory{}), {options_.host, options_.program, reason_}, options_.limits);
  safe_mode_ = history_.safe_mode;
  takes_updates_ = !safe_mode_ || may_update(history_, options_.limits);
  try {
    save();
    replace_file(marker_, options_.host + "\n");
  } catch (const std::system_error& error) {
    spdlog::critical("why this program ends will not be known: {}", error.what());
  }
  marker_descriptor_ = ::open(marker_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  watch_for_abort(marker_descriptor_);
}

BootMarker::~BootMarker() {
  g_marker = -1;
  if (marker_descriptor_ >= 0) ::close(marker_descriptor_);
}

LastRun BootMarker::last_run(const std::optional<BootHistory>& before) const {
  LastRun out;
  if (!before) return out;
  out.known = true;
  out.same_host = before->host == options_.host;
  out.end = before->end;
  out.watchdog = text_of(marker_).find(kWatchdogLine) != std::string::npos;
  if (options_.board_reset) out.board = board_reset_of(text_of(*options_.board_reset));
  return out;
}

void BootMarker::step(SteadyTime now) {
  if (now - saved_ < kSaveEvery) return;
  const auto ran = std::chrono::floor<std::chrono::seconds>(now - saved_);
  if (ages(history_)) {
    const auto before = std::exchange(history_, aged(history_, ran, options_.limits));
    try {
      save();
    } catch (...) {
      history_ = before;
      throw;
    }
  }
  saved_ += ran;
}

// The history first: it says how this run ended, whatever becomes of the marker.
void BootMarker::end_orderly(RunEnd end) {
  if (wants_restart()) {
    spdlog::info("safe mode has lasted long enough: the next start is without it");
    history_ = left(history_, options_.limits);
  }
  history_.end = end;
  try {
    save();
    remove_file(marker_);
  } catch (const std::system_error& error) {
    spdlog::critical("that this end was orderly will not be known: {}", error.what());
  }
}

void BootMarker::save() const {
  replace_file(history_file_, encode(history_));
}

std::string host_boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string line;
  std::getline(in, line);
  return line;
}

std::string program_name() {
  const auto* slot = std::getenv("LIFTGUARD_SLOT");
  return slot == nullptr ? LIFTGUARD_VERSION : std::string(LIFTGUARD_VERSION) + "/" + slot;
}

}  // namespace liftguard::monitor
