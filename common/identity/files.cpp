#include "common/identity/files.hpp"

#include <fstream>
#include <iterator>

#include "common/base/durable_file.hpp"

namespace liftguard::identity {

Result<void> write_new(const std::filesystem::path& path, const std::string& text, Secrecy secrecy) {
  const auto readers = secrecy == Secrecy::secret ? Readers::owner : Readers::everybody;
  if (!create_file(path, text, readers)) return refuse("exists", path.string() + " exists and is not overwritten");
  return {};
}

Result<void> write_same(const std::filesystem::path& path, const std::string& text) {
  const auto there = read_text(path);
  if (there && *there == text) return {};
  return write_new(path, text, Secrecy::open);
}

Result<std::string> read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse("missing", "cannot read " + path.string());
  return {boost::system::in_place_value, std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace liftguard::identity
