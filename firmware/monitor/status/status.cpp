#include "firmware/monitor/status/status.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace liftguard::monitor {
namespace {

constexpr char kAttention[] = "请处理 ATTENTION";

std::string joined(const std::set<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// A running monitor holds its journal locked.
bool monitor_runs_on(const std::filesystem::path& data) {
  const int fd = ::open((data / "journal").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool free = ::flock(fd, LOCK_SH | LOCK_NB) == 0;
  ::close(fd);
  return !free;
}

}  // namespace

bool wants_attention(const Status& status) {
  return !status.online || status.sent_unconfirmed > 0 || status.alarm_space_full || !status.sensors_lost.empty();
}

std::string describe(const Status& status) {
  std::string out = wants_attention(status) ? std::string(kAttention) + "\n" : "正常 all is well\n";
  out += status.online ? "网络：在线 network: connected\n" : "网络：离线 network: NOT connected\n";
  if (status.sent_unconfirmed > 0)
    out += fmt::format("报警：{0} 条已发出、未获确认 alarms: {0} sent, confirmed by nobody\n", status.sent_unconfirmed);
  out += fmt::format("待确认报警 {0} 条，困人未结束 {1} 起 alarms waiting: {0}, people trapped: {1}\n",
                     status.alarms_waiting, status.open_episodes);
  if (status.alarm_space_full) out += "报警存储已满 the space for alarms is full\n";
  if (!status.sensors_lost.empty()) out += "传感器失效 sensors lost: " + joined(status.sensors_lost) + "\n";
  return out;
}

void StatusFile::show(const Status& status) {
  if (shown_ == status) return;
  const auto before = shown_ ? shown_->sent_unconfirmed : 0;
  if (before == 0 && status.sent_unconfirmed > 0)
    spdlog::error("{} alarm(s) were sent and nobody has confirmed them", status.sent_unconfirmed);
  if (before > 0 && status.sent_unconfirmed == 0) spdlog::info("no alarm is unconfirmed any more");
  shown_ = status;
  write(describe(status));
}

void StatusFile::show_safe_mode() {
  write(std::string(kAttention) +
        "\n安全模式：只监测和报警，不显示状态 safe mode: it senses and alarms, and shows no status\n");
}

void StatusFile::write(const std::string& text) {
  const auto unfinished = file_.string() + ".new";
  std::ofstream out(unfinished, std::ios::trunc);
  out << text;
  out.close();
  const bool written = out.good() && std::rename(unfinished.c_str(), file_.c_str()) == 0;
  if (!written && !failed_) spdlog::error("{} cannot be written", file_.string());
  failed_ = !written;
}

int print_status(const std::filesystem::path& data) {
  constexpr int kAttentionExit = 1, kNotRunning = 3;  // 3 as in the LSB's `status` action
  if (!monitor_runs_on(data)) {
    std::cout << "监测程序未运行 no monitor runs on " << data.string() << '\n';
    return kNotRunning;
  }
  std::ifstream in(data / "status");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (text.empty()) {
    std::cout << "正在启动 it is just starting\n";
    return 0;
  }
  std::cout << text;
  return text.starts_with(kAttention) ? kAttentionExit : 0;
}

}  // namespace liftguard::monitor
