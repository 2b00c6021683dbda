// The bulk lane as it came: one line a record in files that follow one another, the oldest thrown away by age and by
// the size of all.
//
//   <received, ms> <monitor> <journal> <number> <record in hex> <CRC-32C of what stands before, in hex>
//
// The record of a piece of a clip is left out: gateway/clips has it.
//
// Written before the commit that moves the lane's cursor, so that whatever was confirmed is in a file also when the
// process is killed; a record may therefore stand there twice. Nothing is synced: a power cut loses the last half
// minute of these lines, and none of the sums made of them, which are in the database.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/wire/up.hpp"

namespace liftguard::gateway {

struct RawLimits {
  std::uint64_t file_bytes = std::uint64_t{64} << 20;
  std::uint64_t total_bytes = std::uint64_t{4} << 30;
  Milliseconds keep = std::chrono::hours{24 * 30};
};

struct RawRecord {
  UtcTime received;
  std::string monitor;
  std::uint64_t journal = 0;
  std::uint64_t seq = 0;
  wire::Bytes record;
};

// For one thread.
class RawFiles {
 public:
  // The folder is made with the first line. Every process writes files of its own. `knows_the_time`: false while the
  // civil clock is in doubt (fault row D2); no file is then too old.
  RawFiles(
      std::filesystem::path folder, const RawLimits& limits,
      std::function<bool()> knows_the_time = [] { return true; });
  ~RawFiles();
  RawFiles(const RawFiles&) = delete;
  RawFiles& operator=(const RawFiles&) = delete;

  void add(const wire::Envelope& envelope, UtcTime now);

  // Writes what was added. False: some of it could not be written, and is given up.
  bool write(UtcTime now);

  [[nodiscard]] std::uint64_t written() const { return written_; }  // bytes, since the start

 private:
  void open_next(UtcTime now);
  void close();
  void prune(UtcTime now) const;

  const std::filesystem::path folder_;
  const RawLimits limits_;
  const std::function<bool()> knows_the_time_;
  std::string waiting_;
  int file_ = -1;
  std::uint64_t size_ = 0;  // of the file
  std::uint64_t written_ = 0;
};

// Of the folder of all files ([database] files).
[[nodiscard]] inline std::filesystem::path raw_folder(const std::filesystem::path& files) {
  return files / "bulk";
}

// The records of one monitor, of all files of the folder, oldest first; damaged lines are passed over. Ends when `take`
// says false.
void read_raw(const std::filesystem::path& folder, std::string_view monitor,
              const std::function<bool(const RawRecord&)>& take);

}  // namespace liftguard::gateway
