#include "gateway/leases/process.hpp"

#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace liftguard::gateway::leases {

namespace {

// What of a process may be told without asking it. proc(5), /proc/pid/stat: fields 3 and 22.
struct Stat {
  char state = '?';
  std::string started;
};

std::optional<Stat> stat_of(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  const std::string line{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto name_ends = line.rfind(')');  // the name may hold anything, blanks and brackets too
  if (name_ends == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_ends + 1));
  Stat stat;
  fields >> stat.state;
  for (int field = 4; field <= 22; ++field) fields >> stat.started;
  if (!fields) return std::nullopt;
  return stat;
}

// What pids are numbers in: the same for two processes that can judge each other by them. Empty: it is not told.
std::string world() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string boot;
  in >> boot;
  std::error_code error;
  const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", error);
  return boot.empty() || error ? std::string() : boot + "/" + space.string();
}

std::optional<pid_t> to_pid(std::string_view text) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid);
  if (error != std::errc{} || end != text.data() + text.size() || pid <= 0) return std::nullopt;
  return pid;
}

}  // namespace

std::string this_process() {
  const pid_t pid = ::getpid();
  const auto stat = stat_of(pid);
  const std::string here = world();
  if (!stat || here.empty()) return {};
  return fmt::format("{}/{}/{}", here, pid, stat->started);
}

bool has_ended(std::string_view process) {
  const auto start_at = process.rfind('/');
  if (start_at == std::string_view::npos || start_at == 0) return false;
  const auto pid_at = process.rfind('/', start_at - 1);
  if (pid_at == std::string_view::npos || pid_at == 0 || process.substr(0, pid_at) != world()) return false;
  const auto pid = to_pid(process.substr(pid_at + 1, start_at - pid_at - 1));
  if (!pid) return false;
  if (::kill(*pid, 0) != 0 && errno == ESRCH) return true;
  const auto stat = stat_of(*pid);  // not to be had where /proc hides other users' processes
  return stat && (stat->started != process.substr(start_at + 1) || stat->state == 'Z' || stat->state == 'X');
}

}  // namespace liftguard::gateway::leases
