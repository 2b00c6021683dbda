#include "firmware/monitor/commands/indicator.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace liftguard::monitor {

void LedIndicator::show(bool on) {
  std::ofstream out(brightness_);
  out << (on ? "1" : "0") << std::flush;  // the kernel takes anything above 0 for lit
  if (!out) throw std::system_error(errno, std::generic_category(), brightness_.string());
}

}  // namespace liftguard::monitor
