// Reading one table of a TOML file strictly: every key has a type and is known, or the file is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

namespace liftguard::app {

// "FILE: KEY: reason".
class BadToml : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TomlTable {
 public:
  // `path` is what messages call it, e.g. "platform.toml: http".
  TomlTable(const toml::table& table, std::string path) : table_(table), path_(std::move(path)) {}

  std::string text(std::string_view key, std::optional<std::string> fallback = std::nullopt);
  std::int64_t integer(std::string_view key, std::int64_t min, std::int64_t max,
                       std::optional<std::int64_t> fallback = std::nullopt);
  std::optional<double> optional_real(std::string_view key);
  bool truth(std::string_view key, std::optional<bool> fallback = std::nullopt);
  std::optional<TomlTable> table(std::string_view key);
  std::vector<TomlTable> tables(std::string_view key);  // an array of tables; none: empty

  // Throws if a key was not asked for.
  void finish() const;

  [[noreturn]] void refuse(std::string_view key, std::string_view reason) const;

 private:
  const toml::node* take(std::string_view key);

  const toml::table& table_;
  std::string path_;
  std::set<std::string, std::less<>> taken_;
};

// Throws BadToml, also when the file cannot be read.
[[nodiscard]] toml::table read_toml(const std::string& file);

}  // namespace liftguard::app
