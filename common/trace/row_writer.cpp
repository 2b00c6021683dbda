#include "common/trace/row_writer.hpp"

#include <optional>

#include "common/trace/numbers.hpp"

namespace liftguard::trace {
namespace {

constexpr int kTimeDecimals = 3, kAccelerationDecimals = 4, kPressureDecimals = 3, kTemperatureDecimals = 2;
constexpr int kHeightDecimals = 3, kSpeedDecimals = 3;

void append(std::string& out, const std::optional<float>& value, int decimals) {
  if (value) append_decimal(out, static_cast<double>(*value), decimals);
}

void append(std::string& out, const std::optional<bool>& value) {
  if (value) out += *value ? '1' : '0';
}

void append_cell(std::string& out, Column column, const Row& row) {
  switch (column) {
    case Column::t_ms:
      append_decimal(out, static_cast<double>(row.t_us) / 1000.0, kTimeDecimals);
      return;
    case Column::ax:
      append(out, row.ax, kAccelerationDecimals);
      return;
    case Column::ay:
      append(out, row.ay, kAccelerationDecimals);
      return;
    case Column::az:
      append(out, row.az, kAccelerationDecimals);
      return;
    case Column::p_pa:
      append(out, row.p_pa, kPressureDecimals);
      return;
    case Column::temp_c:
      append(out, row.temp_c, kTemperatureDecimals);
      return;
    case Column::door:
      append(out, row.door);
      return;
    case Column::zone:
      append(out, row.zone);
      return;
    case Column::occ:
      append(out, row.occ);
      return;
    case Column::btn:
      append(out, row.btn);
      return;
    case Column::mains:
      append(out, row.mains);
      return;
    case Column::insp:
      append(out, row.insp);
      return;
  }
}

void append_key(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out.append("# ").append(key).append(": ").append(value).append("\n");
}

std::string floors_text(const TraceHeader& header) {
  std::string text;
  for (const auto& floor : header.floors) {
    if (!text.empty()) text += ' ';
    text.append(floor.label).append(":");
    append_decimal(text, floor.height_m, kHeightDecimals);
  }
  return text;
}

}  // namespace

void write_header(std::string& out, const TraceHeader& header) {
  append_key(out, "liftguard-trace", "1");
  append_key(out, "source", header.source);
  append_key(out, "start", header.start);
  append_key(out, "floors", floors_text(header));
  append_key(out, "start_floor", header.start_floor);
  append_key(out, "state", header.state);
  if (header.rated_speed) {
    std::string speed;
    append_decimal(speed, *header.rated_speed, kSpeedDecimals);
    append_key(out, "rated_speed", speed);
  }
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    if (i > 0) out += ',';
    out += kColumnNames[static_cast<std::size_t>(header.columns[i])];
  }
  out += '\n';
}

void write_row(std::string& out, std::span<const Column> columns, const Row& row) {
  bool first = true;
  for (const auto column : columns) {
    if (!first) out += ',';
    first = false;
    append_cell(out, column, row);
  }
  out += '\n';
}

}  // namespace liftguard::trace
