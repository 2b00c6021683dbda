// One row of a trace file (docs/rules, trace files): what the sensors gave at one instant.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace liftguard::trace {

enum class Column : std::uint8_t {
  t_ms = 0,
  ax = 1,
  ay = 2,
  az = 3,
  p_pa = 4,
  door = 5,
  zone = 6,
  occ = 7,
  btn = 8,
  mains = 9,
  insp = 10,
  temp_c = 11
};
inline constexpr std::array<std::string_view, 12> kColumnNames{"t_ms", "ax",  "ay",  "az",    "p_pa", "door",
                                                               "zone", "occ", "btn", "mains", "insp", "temp_c"};

// Empty cells and missing columns are nullopt. A sensor's cell may be nan or inf: then that is what it gave.
struct Row {
  std::int64_t t_us = 0;            // since the start of the trace
  std::optional<float> ax, ay, az;  // m/s²
  std::optional<float> p_pa, temp_c;
  std::optional<bool> door, zone, occ, btn, mains, insp;
};

struct FloorMark {
  std::string label;
  double height_m = 0;
};

struct TraceHeader {
  std::string source;                 // "simulated ..." or "recorded ..."
  std::string start;                  // ISO 8601 with offset; empty: not given
  std::vector<FloorMark> floors;      // lowest first; empty: learnt
  std::string start_floor;            // empty: not known
  std::string state;                  // base64; empty: none
  std::optional<double> rated_speed;  // m/s
  std::vector<Column> columns;        // in the file's order, t_ms among them

  [[nodiscard]] bool has(Column column) const;
};

// A refusal about one place of a text.
struct PlacedRefusal {
  std::size_t at = 0;  // bytes before it
  std::string what;
};

// "-1:0.00 1:4.50", rising, each label once.
[[nodiscard]] boost::system::result<std::vector<FloorMark>, PlacedRefusal> parse_floors(std::string_view text);

[[noreturn]] inline void throw_exception_from_error(const PlacedRefusal& refusal, const boost::source_location&) {
  throw std::runtime_error(refusal.what);
}

// Every column in the order of the specification.
[[nodiscard]] std::vector<Column> all_columns();

}  // namespace liftguard::trace
