#include "firmware/monitor/health/process_usage.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace liftguard::monitor {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Fields 14 and 15 of proc/self/stat. Field 2 is the program's name in brackets, which may hold spaces and brackets;
// what follows its last bracket is field 3 onward.
std::optional<std::chrono::milliseconds> cpu_of(const std::string& stat) {
  constexpr int kBetween = 11;  // fields 3 to 13
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < kBetween; ++i) fields >> skipped;
  std::int64_t user = 0, kernel = 0;
  const auto ticks_per_s = ::sysconf(_SC_CLK_TCK);
  if (!(fields >> user >> kernel) || user < 0 || kernel < 0 || ticks_per_s <= 0) return std::nullopt;
  return std::chrono::milliseconds((user + kernel) * 1000 / ticks_per_s);
}

// Field 2 of proc/self/statm, in pages.
std::optional<std::uint64_t> resident_of(const std::string& statm) {
  std::istringstream fields(statm);
  std::uint64_t size = 0, resident = 0;
  const auto page = ::sysconf(_SC_PAGESIZE);
  if (!(fields >> size >> resident) || page <= 0) return std::nullopt;
  return resident * static_cast<std::uint64_t>(page) / 1024;
}

}  // namespace

ProcessUsage process_usage(const std::filesystem::path& folder) {
  return {cpu_of(text_of(folder / "stat")), resident_of(text_of(folder / "statm"))};
}

std::optional<std::uint32_t> cpu_per_mille(std::chrono::milliseconds used, std::chrono::milliseconds elapsed) {
  if (elapsed.count() <= 0 || used.count() < 0) return std::nullopt;
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::min(used.count() * 1000 / elapsed.count(), kMost));
}

}  // namespace liftguard::monitor
