#include "gateway/signer/ledger.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace liftguard::signer {

namespace {

constexpr std::string_view kFile = "issued";

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : number_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail("open the list of certificates given");
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void append(const std::string& line) const {
    if (::write(number_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) || ::fsync(number_) != 0)
      fail("write the list of certificates given");
  }

 private:
  [[noreturn]] static void fail(const char* doing) { throw std::system_error(errno, std::generic_category(), doing); }
  int number_;
};

}  // namespace

void append_issued(const std::filesystem::path& folder, const IssuedEntry& entry) {
  // A line of its own even after one that was torn.
  Descriptor(folder / kFile).append(fmt::format("\n{} {} {}\n", entry.serial, entry.name, to_ms(entry.until)));
}

std::vector<IssuedEntry> issued_to(const std::filesystem::path& folder, std::string_view name) {
  std::vector<IssuedEntry> out;
  std::ifstream in(folder / kFile);
  for (std::string line; std::getline(in, line);) {
    std::istringstream cells(line);
    IssuedEntry entry;
    std::int64_t until = 0;
    if (!(cells >> entry.serial >> entry.name >> until) || entry.name != name) continue;
    entry.until = utc_from_ms(until);
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace liftguard::signer
