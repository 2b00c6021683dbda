// One table of the configuration file, read strictly: every key that is asked for is crossed off, and finish() refuses
// what is left. Whatever is wrong is thrown as WrongKey and refuses the file as a whole (J3).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <toml++/toml.h>

namespace liftguard::monitor {

struct WrongKey {
  std::string key;  // with its section: "broker.port"
  std::string reason;
};

class Section {
 public:
  // The top of a file. `folder`: what relative paths are relative to. The table must outlive it.
  Section(const toml::table& table, std::filesystem::path folder) : table_(table), folder_(std::move(folder)) {}

  // A section below this one; one that is not there is empty.
  [[nodiscard]] Section section(const std::string& key);
  [[nodiscard]] bool has(const std::string& key) const { return table_.contains(key); }

  [[nodiscard]] std::string text(const std::string& key);
  [[nodiscard]] std::optional<std::string> optional_text(const std::string& key);
  [[nodiscard]] std::filesystem::path path(const std::string& key);
  [[nodiscard]] std::optional<std::filesystem::path> optional_path(const std::string& key);
  [[nodiscard]] std::int64_t whole(const std::string& key, std::int64_t lowest, std::int64_t highest,
                                   std::optional<std::int64_t> otherwise);
  [[nodiscard]] std::optional<double> number(const std::string& key);  // none: it is none
  [[nodiscard]] double number(const std::string& key, double lowest, double highest, std::optional<double> otherwise);
  [[nodiscard]] bool truth(const std::string& key, bool otherwise);
  [[nodiscard]] std::optional<std::vector<double>> optional_numbers(const std::string& key);
  [[nodiscard]] std::vector<std::string> texts(const std::string& key);  // none: empty

  // Of a section whose keys are names of their own: all of them, crossed off.
  [[nodiscard]] std::vector<std::string> keys();
  [[nodiscard]] bool is_section(const std::string& key) const { return table_[key].is_table(); }
  [[nodiscard]] bool is_text(const std::string& key) const { return table_[key].is_string(); }

  void finish() const;

  // The key made printable: a quoted one may hold anything.
  [[nodiscard]] WrongKey wrong(const std::string& key, std::string reason) const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  template <class Value>
  std::optional<Value> read(const std::string& key, const char* what);
  [[nodiscard]] std::string full(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }

  const toml::table& table_;
  std::filesystem::path folder_;
  std::string name_;  // empty: the top
  std::set<std::string> read_;
};

}  // namespace liftguard::monitor
