// The browser side, read once at start into memory: requests never touch the file system, so there is no path to
// traverse and nothing to wait for. Immutable after construction; safe from any thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace liftguard::http {

class StaticFiles {
 public:
  // Reads every file below `dist`; NAME.br and NAME.gz become encodings of NAME. Throws std::runtime_error when the
  // folder or one of its files cannot be read.
  explicit StaticFiles(const std::filesystem::path& dist);
  StaticFiles() = default;  // no files: every path is unknown

  // Answers GET and HEAD for a file or, where a person navigates, for the page that takes the path over; everything
  // else is a real 404 or 405 (a page in place of a missing script makes the worst error messages).
  [[nodiscard]] Response answer(const Request& request) const;

  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct Encoded {
    Body bytes;
    std::string etag;
  };
  struct File {
    Encoded plain, br, gz;
    std::string content_type;
    std::string cache_control;
    std::string_view policy;  // empty for what is not a page
  };

  void add(const std::string& path, std::string bytes);
  [[nodiscard]] const File* find(const Request& request) const;
  [[nodiscard]] const File* page_for(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;  // by path, "/assets/app-1234abcd.js"
};

// Whether the comma-separated header (Accept, Accept-Encoding) takes `wanted` with a weight above 0.
[[nodiscard]] bool header_takes(std::string_view header, std::string_view wanted);

}  // namespace liftguard::http
