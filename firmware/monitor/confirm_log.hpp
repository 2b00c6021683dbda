// Testing aid: what this monitor took for confirmed, for a judge outside the product. One JSON line each, synced.
#pragma once

#include <filesystem>

#include "common/wire/down.hpp"

namespace liftguard::monitor {

class ConfirmLog {
 public:
  explicit ConfirmLog(const std::filesystem::path& path);  // appends; throws std::system_error
  ~ConfirmLog();
  ConfirmLog(const ConfirmLog&) = delete;
  ConfirmLog& operator=(const ConfirmLog&) = delete;

  // {"confirmed": <ms>, "journal": ..., "lane": 0|1|2, "contiguous": n, "ranges": [[first, last], ...]} for each lane.
  void write(const wire::Confirm& confirm, UtcTime now);

 private:
  int fd_ = -1;
};

}  // namespace liftguard::monitor
