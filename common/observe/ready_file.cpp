#include "common/observe/ready_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <unistd.h>

#include <fmt/format.h>

namespace liftguard::observe {

void write_ready_file(const std::filesystem::path& path, std::optional<std::uint16_t> port) {
  auto fresh = path;
  fresh += ".new";
  std::ofstream out(fresh, std::ios::trunc);
  out << (port ? fmt::format("{{\"pid\":{},\"port\":{}}}\n", ::getpid(), *port)
               : fmt::format("{{\"pid\":{}}}\n", ::getpid()));
  out.close();
  if (!out) throw std::system_error(errno, std::generic_category(), "cannot write " + fresh.string());
  std::filesystem::rename(fresh, path);
}

}  // namespace liftguard::observe
