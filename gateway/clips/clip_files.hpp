// The packed clips, as files.
#pragma once

#include "gateway/files/content_files.hpp"

namespace liftguard::gateway {

class ClipFiles : public ContentFiles {
 public:
  explicit ClipFiles(std::filesystem::path folder) : ContentFiles(std::move(folder), ".clip") {}

  // Of the folder of all files (Config::files).
  [[nodiscard]] static std::filesystem::path folder_in(const std::filesystem::path& files) { return files / "clips"; }
};

}  // namespace liftguard::gateway
