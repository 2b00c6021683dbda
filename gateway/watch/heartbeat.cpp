#include "gateway/watch/heartbeat.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/calendar.hpp"
#include "common/base/text.hpp"
#include "common/base/waiting.hpp"

namespace liftguard::gateway::watch {

namespace {

constexpr std::chrono::seconds kLookEvery{1};
constexpr long kCallFor = 3'000;  // ms

std::size_t ignore_answer(const char*, std::size_t size, std::size_t count, void*) {
  return size * count;
}

}  // namespace

// The watcher's address, called without a thought for what it answers beyond its status, and without ever being waited
// for: a name server or a watcher that hangs delays no look at the threads.
class Heartbeat::Caller {
 public:
  explicit Caller(const std::string& url) : multi_(curl_multi_init()), handle_(curl_easy_init()) {
    if (!multi_ || !handle_) throw std::runtime_error("libcurl does not start");
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle_, CURLOPT_PROXY, "");  // the configuration says where to, not the environment
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, kCallFor);
    curl_easy_setopt(handle_, CURLOPT_QUICK_EXIT, 1L);  // nor wait beyond it for a resolver that does not answer
    curl_easy_setopt(handle_, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &ignore_answer);
  }
  ~Caller() {
    if (under_way_) curl_multi_remove_handle(multi_, handle_);
    curl_easy_cleanup(handle_);
    curl_multi_cleanup(multi_);
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // Begins a call, unless the last one is still under way.
  void call() {
    if (under_way_) return;
    under_way_ = curl_multi_add_handle(multi_, handle_) == CURLM_OK;
  }

  // Drives the call for so long, or until the stop.
  void drive(const std::stop_token& stop, Milliseconds patience) {
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_); });
    const SystemSteadyClock clock;
    const SteadyTime end = clock.now() + patience;
    while (!stop.stop_requested()) {
      go_on();
      const auto left = std::chrono::ceil<Milliseconds>(end - clock.now());
      if (left.count() <= 0) return;
      curl_multi_poll(multi_, nullptr, 0, static_cast<int>(left.count()), nullptr);
    }
  }

 private:
  void go_on() {
    int count = 0;
    curl_multi_perform(multi_, &count);
    while (const CURLMsg* message = curl_multi_info_read(multi_, &count)) {
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_, handle_);
      under_way_ = false;
      note(code);
    }
  }

  void note(CURLcode code) {
    if (code == last_) return;
    last_ = code;
    if (code == CURLE_OK)
      spdlog::info("heartbeat: the watcher answers");
    else
      spdlog::warn("heartbeat: the watcher does not answer: {}", curl_easy_strerror(code));
  }

  CURLM* multi_;
  CURL* handle_;
  bool under_way_ = false;
  CURLcode last_ = CURLE_OK;
};

Heartbeat::Heartbeat(HeartbeatOptions options, Vitals& vitals, const SteadyClock& steady,
                     std::function<std::string()> not_ready)
    : options_(std::move(options)),
      vitals_(vitals),
      steady_(steady),
      not_ready_(std::move(not_ready)),
      caller_(options_.url.empty() ? nullptr : std::make_unique<Caller>(options_.url)) {}

Heartbeat::~Heartbeat() = default;

void Heartbeat::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    turn();
    wait(stop, kLookEvery);
  }
  vitals_.stopping();
}

void Heartbeat::wait(const std::stop_token& stop, Milliseconds patience) {
  if (caller_)
    caller_->drive(stop, patience);
  else
    wait_or_stop(stop, patience);
}

bool Heartbeat::turn() {
  vitals_.step();
  const std::string why = why_not();
  if (why != told_) {
    if (why.empty())
      spdlog::warn("heartbeat: goes on");
    else
      spdlog::critical("heartbeat: stopped: {}", why);
    told_ = why;
  }
  if (!why.empty() || (last_ && steady_.now() - *last_ < options_.every)) return false;
  last_ = steady_.now();
  beat();
  return true;
}

std::string Heartbeat::why_not() {
  if (std::string stuck = vitals_.trouble(); !stuck.empty()) return stuck;
  const std::string not_ready = not_ready_ ? not_ready_() : std::string();
  if (not_ready.empty()) {
    unready_since_.reset();
    return {};
  }
  if (!unready_since_) unready_since_ = steady_.now();
  return steady_.now() - *unready_since_ < options_.patience ? std::string() : not_ready;
}

void Heartbeat::beat() {
  if (options_.file) write_file();
  if (caller_) caller_->call();
}

void Heartbeat::write_file() {
  auto fresh = *options_.file;
  fresh += ".new";
  std::ofstream out(fresh, std::ios::trunc);
  out << format_iso_utc(WallClock().utc_now()) << '\n';
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(fresh, *options_.file, error);
  if (!out || error) spdlog::warn("heartbeat: {} cannot be written", options_.file->string());
}

}  // namespace liftguard::gateway::watch
