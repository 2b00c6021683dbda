// What a process knows that its database must know: the newest change that it committed itself. A replica that lagged
// when it was made the primary, or a backup put back without a word, does not know it (fault rows B13, B16); going on
// there would confirm to boxes under the old name what the database no longer has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

#include "common/base/clock.hpp"
#include "common/storage/connection.hpp"

namespace liftguard::storage {

// Thread-safe.
class Witness {
 public:
  // `file` outlives the process: what it found out is not forgotten by a restart. Empty: nothing is kept.
  explicit Witness(std::filesystem::path file) : file_(std::move(file)) {}

  void note(const CommittedChange& change);  // after its commit

  // Throws Behind: an earlier process has found this database behind, and it has got no new incarnation since.
  void examine_at_start(std::uint64_t incarnation);

  // Throws Behind.
  void examine(Connection& fresh, std::uint64_t incarnation);

 private:
  std::filesystem::path file_;
  std::mutex mutex_;
  std::optional<CommittedChange> newest_;
};

}  // namespace liftguard::storage
