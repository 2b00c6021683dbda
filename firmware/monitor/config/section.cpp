#include "firmware/monitor/config/section.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::size_t kShown = 80;

const toml::table& empty_table() {
  static const toml::table kEmpty;
  return kEmpty;
}

}  // namespace

template <class Value>
std::optional<Value> Section::read(const std::string& key, const char* what) {
  read_.insert(key);
  const auto node = table_[key];
  if (!node) return std::nullopt;
  auto value = node.value_exact<Value>();
  if (!value) throw wrong(key, fmt::format("is not {}", what));
  return value;
}

Section Section::section(const std::string& key) {
  read_.insert(key);
  const auto node = table_[key];
  if (node && !node.is_table()) throw wrong(key, "is not a section");
  Section out(node ? *node.as_table() : empty_table(), folder_);
  out.name_ = full(key);
  return out;
}

std::string Section::text(const std::string& key) {
  const auto value = read<std::string>(key, "a text");
  if (!value) throw wrong(key, "is missing");
  if (value->empty()) throw wrong(key, "is empty");
  return *value;
}

std::optional<std::string> Section::optional_text(const std::string& key) {
  if (!has(key)) {
    read_.insert(key);
    return std::nullopt;
  }
  return text(key);
}

std::filesystem::path Section::path(const std::string& key) {
  return folder_ / text(key);
}

std::optional<std::filesystem::path> Section::optional_path(const std::string& key) {
  const auto value = optional_text(key);
  if (!value) return std::nullopt;
  return folder_ / *value;
}

std::int64_t Section::whole(const std::string& key, std::int64_t lowest, std::int64_t highest,
                            std::optional<std::int64_t> otherwise) {
  const auto value = read<std::int64_t>(key, "a whole number");
  if (!value && !otherwise) throw wrong(key, "is missing");
  const auto number = value.value_or(otherwise.value_or(0));
  if (number < lowest || number > highest) throw wrong(key, fmt::format("is not {} to {}", lowest, highest));
  return number;
}

std::optional<double> Section::number(const std::string& key) {
  read_.insert(key);
  const auto node = table_[key];
  return node.is_number() ? node.value<double>() : std::nullopt;
}

double Section::number(const std::string& key, double lowest, double highest, std::optional<double> otherwise) {
  const auto value = number(key);
  if (!has(key) && otherwise) return *otherwise;
  if (!has(key)) throw wrong(key, "is missing");
  if (!value || !(*value >= lowest && *value <= highest))
    throw wrong(key, fmt::format("is not a number from {} to {}", lowest, highest));
  return *value;
}

bool Section::truth(const std::string& key, bool otherwise) {
  return read<bool>(key, "true or false").value_or(otherwise);
}

std::optional<std::vector<double>> Section::optional_numbers(const std::string& key) {
  read_.insert(key);
  const auto node = table_[key];
  if (!node) return std::nullopt;
  const auto* array = node.as_array();
  if (array == nullptr) throw wrong(key, "is not a list of numbers");
  std::vector<double> out;
  for (const auto& entry : *array) {
    const auto value = entry.is_number() ? entry.value<double>() : std::nullopt;
    if (!value || !std::isfinite(*value)) throw wrong(key, "is not a list of numbers");
    out.push_back(*value);
  }
  return out;
}

std::vector<std::string> Section::texts(const std::string& key) {
  read_.insert(key);
  const auto node = table_[key];
  if (!node) return {};
  const auto* array = node.as_array();
  if (array == nullptr) throw wrong(key, "is not a list of texts");
  std::vector<std::string> out;
  for (const auto& entry : *array) {
    auto value = entry.value_exact<std::string>();
    if (!value || value->empty()) throw wrong(key, "is not a list of texts");
    out.push_back(std::move(*value));
  }
  return out;
}

std::vector<std::string> Section::keys() {
  std::vector<std::string> out;
  for (const auto& [key, value] : table_) out.emplace_back(key.str());
  read_.insert(out.begin(), out.end());
  return out;
}

WrongKey Section::wrong(const std::string& key, std::string reason) const {
  return {printable(full(key), kShown), std::move(reason)};
}

void Section::finish() const {
  for (const auto& [key, value] : table_)
    if (!read_.contains(std::string(key.str()))) throw wrong(std::string(key.str()), "is not known");
}

}  // namespace liftguard::monitor
