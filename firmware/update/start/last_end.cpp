#include "firmware/update/start/last_end.hpp"

#include <fstream>

namespace liftguard::update {

LastEnd last_end_of(const std::filesystem::path& marker, const std::string& host_boot) {
  std::ifstream in(marker);
  if (!in) return LastEnd::orderly;
  std::string line;
  std::getline(in, line);
  return line == host_boot ? LastEnd::crash : LastEnd::power;
}

}  // namespace liftguard::update
