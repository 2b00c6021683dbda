#include "firmware/monitor/boot_marker.hpp"

#include <fstream>

namespace liftguard::monitor {
namespace {

std::string first_line(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

BootMarker::BootMarker(const std::filesystem::path& folder, const std::string& host_boot) : path_(folder / "running") {
  if (std::filesystem::exists(path_))
    reason_ = first_line(path_) == host_boot ? wire::BootReason::crash : wire::BootReason::power;
  std::ofstream(path_, std::ios::trunc) << host_boot << '\n';
}

void BootMarker::end_orderly() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

std::string host_boot_id() {
  return first_line("/proc/sys/kernel/random/boot_id");
}

}  // namespace liftguard::monitor
