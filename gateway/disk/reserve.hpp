// Room on the database's disk that is kept for alarms (fault row B9): a file that is allocated when there is plenty,
// and given up when the disk is full, so that what must be written still can be.
#pragma once

#include <cstdint>
#include <filesystem>

namespace liftguard::gateway {

// For one thread.
class Reserve {
 public:
  // `file` on the database's own file system.
  Reserve(std::filesystem::path file, std::uint64_t bytes);

  // Takes the room if it is not held and the disk would keep as much again. Whether it is held.
  bool hold();
  void give_up();

  [[nodiscard]] bool held() const { return held_; }

  // The disk has less left than a quarter of the reserve, which nobody else may be meant to fill.
  [[nodiscard]] bool disk_is_short() const;

 private:
  [[nodiscard]] std::uint64_t available() const;

  const std::filesystem::path file_;
  const std::uint64_t bytes_;
  bool held_ = false;
};

}  // namespace liftguard::gateway
