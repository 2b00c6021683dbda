// Files named by what is in them: <folder>/<two digits>/<hash><suffix>. The same content again changes nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace liftguard::gateway {

class ContentFiles {
 public:
  ContentFiles(std::filesystem::path folder, std::string suffix)
      : folder_(std::move(folder)), suffix_(std::move(suffix)) {}

  std::string put(std::span<const std::uint8_t> bytes);  // durable on return; gives the hash; throws std::system_error
  void remove(std::string_view hash);                    // one that is not there is gone already
  [[nodiscard]] std::filesystem::path path_of(std::string_view hash) const;

 private:
  std::filesystem::path folder_;
  std::string suffix_;
};

}  // namespace liftguard::gateway
