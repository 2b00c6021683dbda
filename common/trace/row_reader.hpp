// Streaming reader of trace text. A row that is not right is an error with line and column, never skipped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/trace/row.hpp"

namespace liftguard::trace {

struct TraceError {
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // byte in the line, from 1
  std::string what;
};

[[nodiscard]] std::string describe(std::string_view file, const TraceError& error);  // file:line:column: what

class RowReader {
 public:
  enum class Outcome : std::uint8_t { metadata, columns, row, error };

  // In bytes. The longest line that anything writes is a state of some 3,000.
  static constexpr std::size_t kMaxFirstLine = 256, kMaxLine = 65'536;

  // One line without its '\n' (a '\r' before it is taken off). After an error nothing more is taken.
  [[nodiscard]] Outcome push(std::string_view line);

  // Ends the text: an error if there never was a header row.
  [[nodiscard]] Outcome finish();

  [[nodiscard]] const TraceHeader& header() const { return header_; }  // whole once `columns` came
  [[nodiscard]] const Row& row() const { return row_; }                // of the last push that gave `row`
  [[nodiscard]] const TraceError& error() const { return error_; }
  [[nodiscard]] std::size_t lines() const { return line_; }

 private:
  Outcome fail(std::size_t column, std::string what);
  Outcome take_first(std::string_view line);
  Outcome take_metadata(std::string_view line);
  Outcome take_value(std::string_view line, std::string_view key, std::string_view value);
  Outcome take_columns(std::string_view line);
  Outcome take_row(std::string_view line);
  Outcome take_floors(std::string_view value, std::size_t column);
  [[nodiscard]] std::size_t place_of_empty_axis(std::string_view line) const;

  TraceHeader header_;
  Row row_;
  TraceError error_;
  std::size_t line_ = 0;
  unsigned keys_seen_ = 0;  // a bit a known key
  bool in_rows_ = false;
  bool failed_ = false;
  bool any_row_ = false;
};

}  // namespace liftguard::trace
