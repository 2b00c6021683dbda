// A folder of its own for each test, gone with it, and a migrated database in it.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "common/storage/database.hpp"

namespace liftguard::testing {

class Scratch {
 public:
  Scratch() {
    static std::atomic<int> count{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("liftguard-test-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(folder_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::string path() const { return folder_ / "test.db"; }
  [[nodiscard]] std::string url() const { return "sqlite:" + path(); }

  [[nodiscard]] std::unique_ptr<storage::Database> open(storage::Options options = {}) const {
    options.schema = storage::Schema::migrate;
    return storage::Database::open(url(), options);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace liftguard::testing
