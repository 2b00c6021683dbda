// Clips as files: <folder>/<two digits>/<hash>.clip, named by what is in them, so that the same clip again changes
// nothing. Durable on return.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/wire/up.hpp"

namespace liftguard::gateway {

class ClipFiles {
 public:
  explicit ClipFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Beside the database that `database_url` ("sqlite:PATH") names.
  [[nodiscard]] static std::filesystem::path folder_beside(std::string_view database_url);

  std::string put(const wire::Bytes& bytes);  // gives the hash; throws std::system_error
  void remove(std::string_view hash);         // one that is not there is gone already
  [[nodiscard]] std::filesystem::path path_of(std::string_view hash) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace liftguard::gateway
