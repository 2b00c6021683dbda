#include "common/trace/row_reader.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "common/base/calendar.hpp"
#include "common/base/text.hpp"
#include "common/trace/numbers.hpp"

namespace liftguard::trace {
namespace {

constexpr std::string_view kVersionKey = "liftguard-trace";
constexpr double kMaxMs = 1e12;  // 31 years: anything beyond is no time since the start of a trace
constexpr std::size_t kShown = 40;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // as Windows adds it
constexpr std::array kAcceleration{Column::ax, Column::ay, Column::az};
constexpr std::array<std::string_view, 6> kKeys{"source", "start", "floors", "start_floor", "state", "rated_speed"};

std::string quoted(std::string_view cell) {
  return "'" + printable(cell, kShown) + "'";
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return text.substr(text.size());
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<float>* number_cell(Row& row, Column column) {
  switch (column) {
    case Column::ax:
      return &row.ax;
    case Column::ay:
      return &row.ay;
    case Column::az:
      return &row.az;
    case Column::p_pa:
      return &row.p_pa;
    case Column::temp_c:
      return &row.temp_c;
    case Column::t_ms:
    case Column::door:
    case Column::zone:
    case Column::occ:
    case Column::btn:
    case Column::mains:
    case Column::insp:
      return nullptr;
  }
  return nullptr;
}

std::optional<bool>* switch_cell(Row& row, Column column) {
  switch (column) {
    case Column::door:
      return &row.door;
    case Column::zone:
      return &row.zone;
    case Column::occ:
      return &row.occ;
    case Column::btn:
      return &row.btn;
    case Column::mains:
      return &row.mains;
    case Column::insp:
      return &row.insp;
    case Column::t_ms:
    case Column::ax:
    case Column::ay:
    case Column::az:
    case Column::p_pa:
    case Column::temp_c:
      return nullptr;
  }
  return nullptr;
}

// What is wrong with the cell, or null.
const char* take_time(std::string_view cell, std::int64_t& t_us) {
  const auto ms = parse_number(cell);
  if (!ms || !std::isfinite(*ms)) return "t_ms must be a number";
  if (*ms < 0 || *ms > kMaxMs) return "t_ms is out of range";
  t_us = std::llround(*ms * 1000.0);
  return nullptr;
}

const char* take_cell(std::string_view cell, Column column, Row& row) {
  if (column == Column::t_ms) return take_time(cell, row.t_us);
  if (cell.empty()) return nullptr;
  if (auto* number = number_cell(row, column)) {
    const auto value = parse_number(cell);
    if (!value) return "not a number";
    *number = static_cast<float>(*value);
    return nullptr;
  }
  if (cell.size() != 1 || (cell[0] != '0' && cell[0] != '1')) return "a switch must be 0 or 1";
  *switch_cell(row, column) = cell[0] == '1';
  return nullptr;
}

// Both parts lie in the line; what is not there is empty, at its end.
struct Metadata {
  std::string_view key, value;

  static Metadata of(std::string_view line) {
    const auto end = line.substr(line.size());
    if (!line.starts_with('#')) return {end, end};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return {trimmed(line.substr(1)), end};
    return {trimmed(line.substr(1, colon - 1)), trimmed(line.substr(colon + 1))};
  }
};

// The column of a part of the line.
std::size_t place(std::string_view line, std::string_view part) {
  return static_cast<std::size_t>(part.data() - line.data()) + 1;
}

}  // namespace

std::string describe(std::string_view file, const TraceError& error) {
  return std::string(file) + ":" + std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.what;
}

RowReader::Outcome RowReader::push(std::string_view line) {
  if (failed_) return Outcome::error;
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line_ == 1) return take_first(line);
  if (line.size() > kMaxLine)
    return fail(kMaxLine + 1, "the line has more than " + std::to_string(kMaxLine) + " bytes");
  if (in_rows_) return take_row(line);
  return line.starts_with('#') ? take_metadata(line) : take_columns(line);
}

RowReader::Outcome RowReader::finish() {
  if (failed_) return Outcome::error;
  if (in_rows_) return Outcome::columns;
  ++line_;
  return fail(1, "the file ends before its header row");
}

RowReader::Outcome RowReader::fail(std::size_t column, std::string what) {
  failed_ = true;
  error_ = TraceError{line_, column, std::move(what)};
  return Outcome::error;
}

RowReader::Outcome RowReader::take_first(std::string_view line) {
  const auto entry = Metadata::of(line.substr(line.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0));
  if (line.size() > kMaxFirstLine || entry.key != kVersionKey)
    return fail(1, "the first line must be '# liftguard-trace: 1'");
  if (entry.value != "1")
    return fail(place(line, entry.value), "version " + quoted(entry.value) + " is not known, only 1");
  return Outcome::metadata;
}

// Keys that this version does not know are comments.
RowReader::Outcome RowReader::take_metadata(std::string_view line) {
  if (const auto bad = first_bad_utf8(line)) return fail(*bad + 1, "metadata must be UTF-8");
  const auto [key, value] = Metadata::of(line);
  if (key == kVersionKey) return fail(place(line, key), "key " + quoted(key) + " stands twice");
  const auto known = std::find(kKeys.begin(), kKeys.end(), key);
  if (known == kKeys.end()) return Outcome::metadata;
  const auto bit = 1U << static_cast<unsigned>(known - kKeys.begin());
  if ((keys_seen_ & bit) != 0) return fail(place(line, key), "key " + quoted(key) + " stands twice");
  keys_seen_ |= bit;
  return take_value(line, key, value);
}

RowReader::Outcome RowReader::take_value(std::string_view line, std::string_view key, std::string_view value) {
  const auto at = place(line, value);
  if (key == "source") header_.source = value;
  if (key == "start_floor") header_.start_floor = value;
  if (key == "state") header_.state = value;
  if (key == "floors") return take_floors(value, at);
  if (key == "start") {
    if (!parse_iso(value)) return fail(at, "start must be an ISO 8601 time with its offset, not " + quoted(value));
    header_.start = value;
  }
  if (key == "rated_speed") {
    const auto speed = parse_number(value);
    if (!speed || !std::isfinite(*speed) || *speed <= 0) return fail(at, "rated_speed must be a number above 0");
    header_.rated_speed = *speed;
  }
  return Outcome::metadata;
}

RowReader::Outcome RowReader::take_floors(std::string_view value, std::size_t column) {
  auto floors = parse_floors(value);
  if (!floors) return fail(column + floors.error().at, floors.error().what);
  header_.floors = std::move(*floors);
  return Outcome::metadata;
}

RowReader::Outcome RowReader::take_columns(std::string_view line) {
  std::size_t at = 0;
  while (at <= line.size()) {
    const auto name = line.substr(at, std::min(line.find(',', at), line.size()) - at);
    const auto found = std::find(kColumnNames.begin(), kColumnNames.end(), name);
    if (found == kColumnNames.end()) return fail(at + 1, "unknown column " + quoted(name));
    const auto column = static_cast<Column>(found - kColumnNames.begin());
    if (header_.has(column)) return fail(at + 1, "column " + quoted(name) + " stands twice");
    header_.columns.push_back(column);
    at += name.size() + 1;
  }
  if (!header_.has(Column::t_ms)) return fail(1, "there is no column t_ms");
  const auto given = [this](Column column) { return header_.has(column); };
  if (std::any_of(kAcceleration.begin(), kAcceleration.end(), given) &&
      !std::all_of(kAcceleration.begin(), kAcceleration.end(), given))
    return fail(1, "acceleration needs all of the columns ax, ay and az");
  in_rows_ = true;
  return Outcome::columns;
}

RowReader::Outcome RowReader::take_row(std::string_view line) {
  const auto before = row_.t_us;
  row_ = Row{};
  std::size_t at = 0;
  for (const auto column : header_.columns) {
    if (at > line.size()) return fail(line.size() + 1, "the row has too few cells");
    const auto comma = std::min(line.find(',', at), line.size());
    const auto cell = line.substr(at, comma - at);
    if (const char* const wrong = take_cell(cell, column, row_)) return fail(at + 1, wrong + (": " + quoted(cell)));
    if (column == Column::t_ms && any_row_ && row_.t_us < before) return fail(at + 1, "t_ms goes back");
    at = comma + 1;
  }
  if (at <= line.size()) return fail(at + 1, "the row has too many cells");
  if (row_.ax.has_value() != row_.ay.has_value() || row_.ay.has_value() != row_.az.has_value())
    return fail(place_of_empty_axis(line), "of ax, ay and az a row has all or none");
  any_row_ = true;
  return Outcome::row;
}

std::size_t RowReader::place_of_empty_axis(std::string_view line) const {
  std::size_t at = 0;
  for (const auto column : header_.columns) {
    const auto comma = std::min(line.find(',', at), line.size());
    const bool axis = std::find(kAcceleration.begin(), kAcceleration.end(), column) != kAcceleration.end();
    if (axis && comma == at) break;
    at = comma + 1;
  }
  return at + 1;
}

}  // namespace liftguard::trace
