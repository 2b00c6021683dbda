// Traces, truths and site files as text that nobody has checked.
#include <charconv>
#include <cstdio>
#include <optional>

#include "common/trace/row_reader.hpp"
#include "common/trace/row_writer.hpp"
#include "common/trace/truth.hpp"
#include "firmware/port/rows/site_file.hpp"
#include "simulators/replay/replay.hpp"
#include "tests/fuzz/target.hpp"

namespace liftguard::fuzz {
namespace {

using Outcome = trace::RowReader::Outcome;

std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::size_t line_count(std::string_view text) {
  std::size_t lines = 1;
  for (const char c : text)
    if (c == '\n') ++lines;
  return lines;
}

// What a trace says, written anew; `broken` where the reader does not keep its word.
struct Reading {
  std::string again;
  std::string broken;
  bool refused = false;
};

Reading read(std::string_view text) {
  trace::RowReader reader;
  Reading result;
  std::optional<std::int64_t> before_us;
  const auto outside = [&](std::size_t length) {
    const auto& error = reader.error();
    return error.line < 1 || error.line > reader.lines() || error.column < 1 || error.column > length + 1 ||
           error.what.empty();
  };
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    switch (reader.push(line)) {
      case Outcome::metadata:
        break;
      case Outcome::columns:
        write_header(result.again, reader.header());
        break;
      case Outcome::row:
        if (before_us && reader.row().t_us < *before_us) result.broken = "rows go back in time";
        before_us = reader.row().t_us;
        write_row(result.again, reader.header().columns, reader.row());
        break;
      case Outcome::error:
        result.refused = true;
        if (outside(line.size())) result.broken = "an error without its place: " + describe("", reader.error());
        if (reader.push("0") != Outcome::error) result.broken = "the reader goes on after an error";
        return result;
    }
  }
  result.refused = reader.finish() == Outcome::error;
  if (result.refused && outside(0)) result.broken = "an error without its place: " + describe("", reader.error());
  return result;
}

// "file:LINE:COLUMN: reason", both from 1, the line at most one beyond the text's last.
bool says_where(std::string_view detail, std::string_view file, std::string_view text) {
  if (!detail.starts_with(file) || !detail.substr(file.size()).starts_with(":")) return false;
  const char* at = detail.data() + file.size() + 1;
  const char* const end = detail.data() + detail.size();
  std::size_t line = 0, column = 0;
  const auto after_line = std::from_chars(at, end, line);
  if (after_line.ec != std::errc{} || after_line.ptr == end || *after_line.ptr != ':') return false;
  const auto after_column = std::from_chars(after_line.ptr + 1, end, column);
  if (after_column.ec != std::errc{} || !std::string_view(after_column.ptr, end).starts_with(": ")) return false;
  return line >= 1 && line <= line_count(text) + 1 && column >= 1;
}

// Of a truth: line and column where it is no JSON, the path to what is wrong where it is.
bool names_place(std::string_view detail) {
  std::size_t line = 0, column = 0;
  const auto text = std::string(detail);
  if (std::sscanf(text.c_str(), "line %zu, column %zu: ", &line, &column) == 2) return line >= 1 && column >= 1;
  for (const std::string_view key : {"truth", "rides", "events", "allowed", "tolerance", "any_posture"})
    if (detail.starts_with(key)) return true;
  return false;
}

}  // namespace

std::string trace_text(Bytes bytes) {
  const auto once = read(text_of(bytes));
  if (!once.broken.empty() || once.again.empty()) return once.broken;
  const auto twice = read(once.again);
  if (!twice.broken.empty()) return twice.broken;
  if (twice.refused) return "what was read and written again is refused";
  return twice.again == once.again ? "" : "what was read and written again reads otherwise";
}

std::string truth_text(Bytes bytes) {
  const auto truth = trace::parse_truth(text_of(bytes));
  if (!truth) return names_place(truth.error().detail) ? "" : "no place in: " + truth.error().detail;
  const auto again = write_truth(*truth);
  const auto reread = trace::parse_truth(again);
  if (!reread) return "a truth that was read and written again is refused: " + reread.error().detail;
  return write_truth(*reread) == again ? "" : "a truth that was read and written again reads otherwise";
}

std::string site_text(Bytes bytes) {
  const auto text = text_of(bytes);
  const auto site = port::parse_site("s.toml", text);
  if (!site) return says_where(site.error().detail, "s.toml", text) ? "" : "no place in: " + site.error().detail;
  for (const auto& facts : engine::kParameterFacts)
    if (!in_range(facts, site->parameters.*facts.field)) return "a parameter out of its range is taken";
  return {};
}

}  // namespace liftguard::fuzz
