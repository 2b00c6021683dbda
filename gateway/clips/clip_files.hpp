// The packed clips, as files beside the database.
#pragma once

#include "gateway/files/content_files.hpp"

namespace liftguard::gateway {

class ClipFiles : public ContentFiles {
 public:
  explicit ClipFiles(std::filesystem::path folder) : ContentFiles(std::move(folder), ".clip") {}

  [[nodiscard]] static std::filesystem::path folder_beside(std::string_view database_url) {
    return ContentFiles::folder_beside(database_url, "clips");
  }
};

}  // namespace liftguard::gateway
