#include "platform/app/toml_table.hpp"

#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "common/base/toml_obstacle.hpp"

namespace liftguard::app {

toml::table read_toml(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw BadToml(fmt::format("{}: cannot be read", file));
  std::stringstream bytes;
  bytes << in.rdbuf();
  const auto text = bytes.str();
  if (const auto found = find_toml_obstacle(text))
    throw BadToml(fmt::format("{}: {} (line {}, column {})", file, found->what, found->line, found->column));
  try {
    return toml::parse(std::string_view(text), std::string_view(file));
  } catch (const toml::parse_error& e) {
    std::ostringstream where;
    where << e.source().begin;
    throw BadToml(fmt::format("{}: {} ({})", file, e.description(), where.str()));
  }
}

void TomlTable::refuse(std::string_view key, std::string_view reason) const {
  throw BadToml(fmt::format("{}: {}: {}", path_, key, reason));
}

const toml::node* TomlTable::take(std::string_view key) {
  taken_.emplace(key);
  return table_.get(key);
}

std::string TomlTable::text(std::string_view key, std::optional<std::string> fallback) {
  const toml::node* node = take(key);
  if (node == nullptr && fallback) return *fallback;
  const auto* value = node == nullptr ? nullptr : node->as_string();
  if (value == nullptr) refuse(key, node == nullptr ? "is missing" : "must be a text");
  return value->get();
}

std::int64_t TomlTable::integer(std::string_view key, std::int64_t min, std::int64_t max,
                                std::optional<std::int64_t> fallback) {
  const toml::node* node = take(key);
  if (node == nullptr && fallback) return *fallback;
  const auto* value = node == nullptr ? nullptr : node->as_integer();
  if (value == nullptr) refuse(key, node == nullptr ? "is missing" : "must be a whole number");
  if (value->get() < min || value->get() > max) refuse(key, fmt::format("must be from {} to {}", min, max));
  return value->get();
}

std::optional<double> TomlTable::optional_real(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value<double>();
  if (!value) refuse(key, "must be a number");
  return value;
}

bool TomlTable::truth(std::string_view key, std::optional<bool> fallback) {
  const toml::node* node = take(key);
  if (node == nullptr && fallback) return *fallback;
  const auto* value = node == nullptr ? nullptr : node->as_boolean();
  if (value == nullptr) refuse(key, node == nullptr ? "is missing" : "must be true or false");
  return value->get();
}

std::optional<TomlTable> TomlTable::table(std::string_view key) {
  const toml::node* node = take(key);
  if (node == nullptr) return std::nullopt;
  const auto* found = node->as_table();
  if (found == nullptr) refuse(key, "must be a table");
  return TomlTable(*found, fmt::format("{}: {}", path_, key));
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) {
  std::vector<TomlTable> all;
  const toml::node* node = take(key);
  if (node == nullptr) return all;
  const auto* array = node->as_array();
  if (array == nullptr) refuse(key, "must be an array of tables");
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto* found = array->get(i)->as_table();
    if (found == nullptr) refuse(key, "must be an array of tables");
    all.emplace_back(*found, fmt::format("{}: {}[{}]", path_, key, i + 1));
  }
  return all;
}

void TomlTable::finish() const {
  for (const auto& [key, _] : table_) {
    if (taken_.find(key.str()) == taken_.end()) refuse(key.str(), "is not known");
  }
}

}  // namespace liftguard::app
