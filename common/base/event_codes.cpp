#include "common/base/event_codes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "common/base/text.hpp"

namespace liftguard {

namespace {

constexpr std::string_view kHeader = "code,event,reason,reading,zh,en";
constexpr std::size_t kCells = 6;
constexpr std::size_t kMaxRows = 1'000;
constexpr std::size_t kMaxCode = 16;
constexpr std::size_t kMaxWords = 200;  // bytes

constexpr std::array<std::pair<std::string_view, Reading>, 5> kReadings{{{"always", Reading::always},
                                                                         {"occupied", Reading::occupied},
                                                                         {"empty", Reading::empty},
                                                                         {"begins", Reading::begins},
                                                                         {"ends", Reading::ends}}};

Refusal bad_line(std::size_t line, const std::string& why) {
  return refuse("bad_table", "line " + std::to_string(line) + ": " + why);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    parts.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= kMaxCode &&
         std::ranges::all_of(code, [](char c) { return c > ' ' && c <= '~' && c != '"'; });
}

bool is_reason(std::string_view reason) {
  return std::ranges::all_of(reason, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool are_words(std::string_view words) {
  return !words.empty() && printable(words, kMaxWords) == words && words.find('"') == std::string_view::npos;
}

Result<CodeRow> parse_row(std::string_view line, std::size_t number) {
  const auto cells = split(line, ',');
  if (cells.size() != kCells) return bad_line(number, "six cells are needed: " + std::string(kHeader));
  CodeRow row{.code = std::string(cells[0]), .reason = std::string(cells[2])};
  if (!is_code(row.code)) return bad_line(number, "code: 1 to 16 printable characters are needed");
  if (!cells[1].empty()) {
    const EventFacts* facts = find_event(cells[1]);
    if (facts == nullptr) return bad_line(number, "event: there is no kind " + std::string(cells[1]));
    row.kind = facts->kind;
  }
  if (!is_reason(row.reason)) return bad_line(number, "reason: letters a to z and _ are needed");
  const auto reading = std::ranges::find(kReadings, cells[3], &decltype(kReadings)::value_type::first);
  if (reading == kReadings.end()) return bad_line(number, "reading: always, occupied, empty, begins or ends is needed");
  row.reading = reading->second;
  row.zh = cells[4];
  row.en = cells[5];
  if (!are_words(row.zh) || !are_words(row.en))
    return bad_line(number, "zh, en: words of at most 200 bytes are needed");
  return row;
}

// Outgoing: an event and a reason have one code.
std::optional<std::string> find_second_code(const std::vector<CodeRow>& rows) {
  std::map<std::pair<EventKind, std::string>, std::string> codes;
  for (const CodeRow& row : rows) {
    if (!row.kind) continue;
    const auto [place, fresh] = codes.try_emplace({*row.kind, row.reason}, row.code);
    if (!fresh && place->second != row.code) return std::string(find_event(*row.kind)->name);
  }
  return std::nullopt;
}

// Incoming: a code stands for one kind always, or for two that the report tells apart.
std::optional<std::string> find_unclear_code(const std::vector<CodeRow>& rows) {
  std::map<std::string, std::map<Reading, std::set<std::optional<EventKind>>>> meanings;
  for (const CodeRow& row : rows) meanings[row.code][row.reading].insert(row.kind);
  for (const auto& [code, by_reading] : meanings) {
    std::set<Reading> readings;
    for (const auto& [reading, kinds] : by_reading) {
      if (kinds.size() != 1) return code;
      readings.insert(reading);
    }
    const bool clear = readings == std::set{Reading::always} ||
                       readings == std::set{Reading::occupied, Reading::empty} ||
                       readings == std::set{Reading::begins, Reading::ends};
    if (!clear) return code;
  }
  return std::nullopt;
}

bool applies(Reading reading, const SaidWith& said) {
  switch (reading) {
    case Reading::always:
      return true;
    case Reading::occupied:
      return said.occupied.value_or(true);
    case Reading::empty:
      return !said.occupied.value_or(true);
    case Reading::begins:
      return !said.over.value_or(false);
    case Reading::ends:
      return said.over.value_or(false);
  }
  return false;
}

}  // namespace

const DialectFacts* find_dialect(std::string_view name) {
  const auto found = std::ranges::find(kDialects, name, &DialectFacts::name);
  return found == kDialects.end() ? nullptr : &*found;
}

Result<CodeTable> CodeTable::parse(std::string_view csv) {
  if (!is_utf8(csv)) return refuse("bad_table", "not UTF-8");
  if (csv.ends_with('\n')) csv.remove_suffix(1);
  auto lines = split(csv, '\n');
  if (lines.front() != kHeader) return bad_line(1, "the header " + std::string(kHeader) + " is needed");
  if (lines.size() > kMaxRows + 1) return refuse("bad_table", "more than 1,000 rows");
  CodeTable table;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto row = parse_row(lines[i], i + 1);
    if (!row) return row.error();
    table.rows_.push_back(std::move(*row));
  }
  if (const auto event = find_second_code(table.rows_))
    return refuse("bad_table", "two codes for " + *event + " with the same reason");
  if (const auto code = find_unclear_code(table.rows_))
    return refuse("bad_table", "code " + *code + ": its rows do not say which kind it means");
  return table;
}

const CodeTable& CodeTable::built_in(Dialect dialect) {
  static const auto tables = [] {
    std::map<Dialect, CodeTable> all;
    for (std::size_t i = 0; i < kDialects.size(); ++i) all.emplace(kDialects[i].dialect, parse(kCodeTables[i]).value());
    return all;
  }();
  return tables.at(dialect);
}

std::optional<std::string_view> CodeTable::code_of(EventKind kind, std::span<const std::string> reasons) const {
  std::optional<std::string_view> without_reason;
  for (const CodeRow& row : rows_) {
    if (row.kind != kind) continue;
    if (row.reason.empty())
      without_reason = row.code;
    else if (std::ranges::find(reasons, row.reason) != reasons.end())
      return row.code;
  }
  return without_reason;
}

CodeReading CodeTable::read(std::string_view code, const SaidWith& said) const {
  CodeReading out{.code = std::string(code)};
  for (const CodeRow& row : rows_) {
    if (row.code != code) continue;
    out.zh = row.zh;
    out.en = row.en;
    if (!applies(row.reading, said)) continue;
    out.kind = row.kind;
    return out;
  }
  return out;
}

std::optional<std::string_view> code_of(Dialect dialect, EventKind kind, std::span<const std::string> reasons) {
  return CodeTable::built_in(dialect).code_of(kind, reasons);
}

}  // namespace liftguard
