#include "gateway/regulator/receiver_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/base/toml_obstacle.hpp"

namespace liftguard::gateway {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxName = 32;
constexpr std::size_t kMaxUrl = 500;
constexpr std::string_view kPlain = "http://";

constexpr std::string_view kReceiverKeys[] = {
    "name",    "districts",  "url",      "ca",         "token_file",     "codes",           "idempotent",
    "uncoded", "per_second", "parallel", "timeout_ms", "first_retry_ms", "longest_retry_ms"};

struct Complaint {
  std::string key, reason;
};

// One [[receiver]]. The first thing that is wrong is kept.
class Reading {
 public:
  Reading(const toml::table& table, const fs::path& folder, std::string name)
      : table_(table), folder_(folder), name_(std::move(name)) {}

  std::string text(std::string_view key) {
    const auto value = table_[key].value_exact<std::string>();
    if (!value || value->empty()) complain(key, "a text is needed");
    return value.value_or("");
  }

  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t usual) {
    if (!table_.contains(key)) return usual;
    const auto value = table_[key].value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most) return *value;
    complain(key, fmt::format("a whole number from {} to {} is needed", least, most));
    return usual;
  }

  // Empty where the key is not there.
  std::string file(std::string_view key) {
    if (!table_.contains(key)) return {};
    const fs::path path = folder_ / text(key);
    if (!std::ifstream(path)) complain(key, path.string() + " cannot be read");
    return path.string();
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    const auto* array = table_[key].as_array();
    for (std::size_t i = 0; array && i < array->size(); ++i)
      if (auto value = (*array)[i].value_exact<std::string>(); value && !value->empty()) out.push_back(*value);
    if (!array || out.empty() || out.size() != array->size()) complain(key, "a list of texts is needed");
    return out;
  }

  void only(std::span<const std::string_view> allowed) {
    for (const auto& [key, value] : table_)
      if (std::ranges::find(allowed, key.str()) == allowed.end()) complain(key.str(), "unknown");
  }

  void complain(std::string_view key, std::string reason) {
    if (!complaint_) complaint_ = Complaint{fmt::format("{}.{}", name_, key), std::move(reason)};
  }

  [[nodiscard]] const toml::table& table() const { return table_; }
  [[nodiscard]] const std::optional<Complaint>& complaint() const { return complaint_; }

 private:
  const toml::table& table_;
  const fs::path& folder_;
  std::string name_;
  std::optional<Complaint> complaint_;
};

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

// The host alone, of http://host:port/path.
std::string_view host_of(std::string_view url) {
  url.remove_prefix(kPlain.size());
  return url.substr(0, url.find_first_of(":/"));
}

void check_url(Reading& in, const uploads::Receiver& receiver) {
  const std::string& url = receiver.url;
  const bool plain = url.starts_with(kPlain);
  if ((!plain && !url.starts_with("https://")) || url.size() > kMaxUrl || url.find('@') != std::string::npos ||
      !std::ranges::all_of(url, [](char c) { return c > ' ' && c <= '~'; }))
    return in.complain("url", "an address that begins with http:// or https://, without a password, is needed");
  const bool own_host = plain && (host_of(url) == "127.0.0.1" || host_of(url) == "localhost");
  if (plain && !own_host && !receiver.token_file.empty())
    in.complain("url", "a token goes over https:// alone, or to this host");
}

uploads::Receiver read_receiver(Reading& in) {
  in.only(kReceiverKeys);
  uploads::Receiver out{.name = in.text("name"),
                        .districts = in.texts("districts"),
                        .url = in.text("url"),
                        .ca = in.file("ca"),
                        .token_file = in.file("token_file"),
                        .dialect = in.text("codes")};
  if (!is_name(out.name)) in.complain("name", "1 to 32 letters a-z, digits, - and _ are needed");
  check_url(in, out);
  const auto idempotent = in.table()["idempotent"].value_exact<bool>();
  if (in.table().contains("idempotent") && !idempotent) in.complain("idempotent", "true or false is needed");
  out.repeats = idempotent.value_or(false) ? uploads::Repeats::idempotent : uploads::Repeats::unknown;
  if (in.table().contains("uncoded")) {
    const std::string how = in.text("uncoded");
    if (how != "by_name" && how != "left_out") in.complain("uncoded", "\"by_name\" or \"left_out\" is needed");
    out.uncoded = how == "left_out" ? uploads::Uncoded::left_out : uploads::Uncoded::by_name;
  }
  out.per_second = static_cast<int>(in.number("per_second", 1, 1'000, out.per_second));
  out.parallel = static_cast<int>(in.number("parallel", 1, 64, out.parallel));
  out.timeout = Milliseconds{in.number("timeout_ms", 100, 120'000, out.timeout.count())};
  auto& rule = out.back_off;
  rule.first = Milliseconds{in.number("first_retry_ms", 10, 3'600'000, rule.first.count())};
  rule.longest = Milliseconds{
      in.number("longest_retry_ms", rule.first.count(), 86'400'000, std::max(rule.longest, rule.first).count())};
  return out;
}

// [codes]: dialect = "file.csv".
std::optional<Complaint> read_tables(const toml::table& codes, const fs::path& folder, uploads::Setup& setup) {
  for (const auto& [key, value] : codes) {
    const std::string dialect(key.str());
    const std::string name = fmt::format("codes.{}", dialect);
    if (!is_name(dialect)) return Complaint{name, "1 to 32 letters a-z, digits, - and _ are needed"};
    const auto file = value.value_exact<std::string>();
    std::ifstream in(file ? folder / *file : fs::path(), std::ios::binary);
    if (!file || !in) return Complaint{name, "a file that can be read is needed"};
    std::string csv{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (const auto table = CodeTable::parse(csv); !table) return Complaint{name, table.error().detail};
    setup.tables.push_back({dialect, std::move(csv)});
  }
  return std::nullopt;
}

std::optional<Complaint> read_receivers(const toml::array& array, const fs::path& folder, uploads::Setup& setup) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const std::string place = fmt::format("receiver {}", i + 1);
    const auto* table = array[i].as_table();
    if (!table) return Complaint{place, "a section is needed"};
    Reading reading(*table, folder, place);
    auto receiver = read_receiver(reading);
    if (reading.complaint()) return reading.complaint();
    if (!names.insert(receiver.name).second) return Complaint{place + ".name", receiver.name + " stands there twice"};
    setup.receivers.push_back(std::move(receiver));
  }
  return std::nullopt;
}

std::optional<Complaint> read_all(const toml::table& table, const fs::path& folder, uploads::Setup& setup) {
  for (const auto& [key, value] : table) {
    if (key.str() == "codes" && value.is_table()) {
      if (auto wrong = read_tables(*value.as_table(), folder, setup)) return wrong;
    } else if (key.str() == "receiver" && value.is_array()) {
      if (auto wrong = read_receivers(*value.as_array(), folder, setup)) return wrong;
    } else {
      return Complaint{std::string(key.str()), "unknown: [codes] and [[receiver]] may stand here"};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<uploads::Setup> parse_receiver_file(const std::string& text, const fs::path& file) {
  const auto wrong = [&](const std::string& where, std::string_view why) {
    return refuse("receivers", fmt::format("{}: {}: {}", file.string(), where, why));
  };
  if (const auto found = find_toml_obstacle(text)) return wrong(fmt::format("line {}", found->line), found->what);
  uploads::Setup setup;
  try {
    const auto table = toml::parse(std::string_view(text));
    const fs::path folder = fs::absolute(file).parent_path();
    if (const auto complaint = read_all(table, folder, setup)) return wrong(complaint->key, complaint->reason);
  } catch (const toml::parse_error& e) {
    return wrong(fmt::format("line {}", e.source().begin.line), e.description());
  }
  return setup;
}

Result<uploads::Setup> read_receiver_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return refuse("receivers", fmt::format("{}: cannot be read", file.string()));
  return parse_receiver_file({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}, file);
}

}  // namespace liftguard::gateway
