#include "simulators/replay/clip_trace.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "common/trace/row.hpp"
#include "common/trace/row_writer.hpp"
#include "simulators/replay/base64.hpp"

namespace liftguard::replay {
namespace {

using trace::Column;

constexpr std::array kSwitchColumns{Column::door, Column::zone, Column::occ, Column::btn, Column::mains, Column::insp};

// The order of the columns is that of the inputs in a row (firmware/port/rows).
constexpr std::size_t kPlaces = 9;
constexpr std::size_t kTemperature = 6, kPressure = 7, kAcceleration = 8;

// The shortest decimals that give the float back to the last bit.
template <class Number>
void append_number(std::string& out, Number value) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    return;
  }
  std::array<char, 64> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

struct Place {
  std::size_t operator()(const engine::SwitchReading& reading) const { return static_cast<std::size_t>(reading.which); }
  std::size_t operator()(const engine::Temperature&) const { return kTemperature; }
  std::size_t operator()(const engine::Pressure&) const { return kPressure; }
  std::size_t operator()(const engine::Acceleration&) const { return kAcceleration; }
  std::size_t operator()(const engine::EpisodeClosed&) const { return 0; }  // stands in no row
  std::size_t operator()(const engine::Tick&) const { return 0; }
};

class Writer {
 public:
  Writer(const engine::Site& site, engine::Time zero) : zero_(zero) {
    for (std::size_t i = 0; i < kSwitchColumns.size(); ++i)
      columns_.at(i) =
          site.sensors.has(static_cast<engine::Sensor>(i + static_cast<std::size_t>(engine::Sensor::door)));
    columns_.at(kTemperature) = site.sensors.has(engine::Sensor::temperature);
    columns_.at(kPressure) = site.sensors.has(engine::Sensor::pressure);
    columns_.at(kAcceleration) = site.sensors.has(engine::Sensor::acceleration);
    at_ = zero;
  }

  [[nodiscard]] std::vector<Column> columns() const {
    std::vector<Column> list{Column::t_ms};
    for (std::size_t i = 0; i < kSwitchColumns.size(); ++i)
      if (columns_.at(i)) list.push_back(kSwitchColumns.at(i));
    if (columns_.at(kTemperature)) list.push_back(Column::temp_c);
    if (columns_.at(kPressure)) list.push_back(Column::p_pa);
    if (columns_.at(kAcceleration)) list.insert(list.end(), {Column::ax, Column::ay, Column::az});
    return list;
  }

  // A new row for a new time, and for what would stand before its forerunner in one row. The engine takes a time that
  // goes back as the one before it.
  void take(const engine::Input& input) {
    const auto place = std::visit(Place{}, input.reading);
    const bool tick = std::holds_alternative<engine::Tick>(input.reading);
    if (input.at > at_ || place < next_ || tick) {
      end_row();
      if (input.at > at_) at_ = input.at;
    }
    open_ = true;
    if (tick) return end_row();
    cells_.at(place) = cell_of(input.reading);
    next_ = place + 1;
  }
  // A row of a time alone: the engine begins there.
  void begin() { open_ = true, end_row(); }
  [[nodiscard]] std::string finish() {
    end_row();
    return std::move(rows_);
  }

 private:
  static std::string cell_of(const engine::Reading& reading) {
    std::string cell;
    if (const auto* one = std::get_if<engine::SwitchReading>(&reading)) cell = one->on ? "1" : "0";
    if (const auto* one = std::get_if<engine::Temperature>(&reading)) append_number(cell, one->celsius);
    if (const auto* one = std::get_if<engine::Pressure>(&reading)) append_number(cell, one->pa);
    if (const auto* one = std::get_if<engine::Acceleration>(&reading)) {
      append_number(cell, one->x);
      append_number(cell += ',', one->y);
      append_number(cell += ',', one->z);
    }
    return cell;
  }
  void end_row() {
    if (!open_) return;
    const auto us = (at_ - zero_).count();
    const auto fraction = std::to_string(1000 + us % 1000);
    rows_ += std::to_string(us / 1000) + (us % 1000 == 0 ? "" : "." + fraction.substr(1));
    for (std::size_t i = 0; i < kPlaces; ++i) {
      if (!columns_.at(i)) continue;
      rows_ += ',';
      rows_ += i == kAcceleration && cells_.at(i).empty() ? ",," : cells_.at(i);
      cells_.at(i).clear();
    }
    rows_ += '\n';
    next_ = 0;
    open_ = false;
  }

  engine::Time zero_, at_;
  std::array<bool, kPlaces> columns_{};
  std::array<std::string, kPlaces> cells_;
  std::size_t next_ = 0;  // place that may come next in this row
  bool open_ = false;
  std::string rows_;
};

trace::TraceHeader header_of(const clip::Clip& clip, std::vector<Column> columns) {
  trace::TraceHeader header;
  header.source = "recorded clip of " + std::string(find_event(clip.event.kind)->name) + ", DV-" +
                  std::to_string(clip.event.rule) + ", at t_ms " +
                  std::to_string((clip.event.at - clip.begins).count() / 1000);
  for (const auto& floor : clip.site.table())
    header.floors.push_back({std::string(floor.label.view()), static_cast<double>(floor.height_m)});
  header.start_floor = clip.site.start_floor.view();
  if (clip.site.rated_speed_mps > 0) header.rated_speed = static_cast<double>(clip.site.rated_speed_mps);
  header.state = encode_base64(clip.state_bytes);
  header.columns = std::move(columns);
  return header;
}

}  // namespace

ClipTrace trace_of(const clip::Clip& clip) {
  ClipTrace out;
  for (const auto& facts : engine::kParameterFacts) {
    const float value = clip.parameters.*facts.field;
    if (value == facts.default_value) continue;
    std::string set = "--set " + std::string(facts.name) + "=";
    append_number(set, value);
    out.lacks.push_back(std::move(set));
  }
  Writer writer(clip.site, clip.begins);
  write_header(out.text, header_of(clip, writer.columns()));
  writer.begin();
  for (const auto& input : clip.inputs) {
    if (std::holds_alternative<engine::EpisodeClosed>(input.reading))
      out.lacks.push_back("the gateway closed the episode at t_ms " +
                          std::to_string((input.at - clip.begins).count() / 1000));
    else
      writer.take(input);
  }
  out.text += writer.finish();
  return out;
}

}  // namespace liftguard::replay
