// Makes files of clips whose pieces are all here. On a thread of its own, beside the alarms' way: writing a file inside
// the writer's transaction would make every alarm wait for it.
#pragma once

#include <filesystem>
#include <stop_token>

#include "common/storage/database.hpp"
#include "gateway/clips/clip_files.hpp"

namespace liftguard::gateway {

class Shelf {
 public:
  // The database is kept by reference.
  Shelf(storage::Database& database, std::filesystem::path folder) : database_(database), files_(std::move(folder)) {}

  // Until told to stop. A folder that cannot be written is said so, and tried again; alarms do not depend on it.
  void run(const std::stop_token& stop);

  // Stores all that is whole; the number of clips dealt with. Dying between file and row costs nothing: the same file
  // is made again. Throws std::system_error, storage::DatabaseError.
  int step();

 private:
  storage::Database& database_;
  ClipFiles files_;
};

}  // namespace liftguard::gateway
