// logins.json in the data folder: log-in names with their first passwords, readable by its owner alone (0600). A first
// password must be changed at the first log-in, so the file is worthless after that.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace liftguard::admin {

struct FirstLogin {
  std::string login{}, password{}, role{}, name{}, unit{};
};

class LoginsFile {
 public:
  // Reads what is there; a missing file is an empty list. Throws std::runtime_error for an unreadable one.
  explicit LoginsFile(const std::filesystem::path& data_folder);

  void put(const FirstLogin& entry);  // replaces the entry of this log-in name
  void save() const;                  // atomically; throws std::runtime_error

  [[nodiscard]] const std::vector<FirstLogin>& entries() const { return entries_; }

 private:
  std::filesystem::path file_;
  std::vector<FirstLogin> entries_;
};

}  // namespace liftguard::admin
