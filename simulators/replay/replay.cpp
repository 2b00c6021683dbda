#include "simulators/replay/replay.hpp"

#include <algorithm>
#include <memory>

#include "common/trace/row_reader.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/replay/base64.hpp"
#include "simulators/replay/posture.hpp"

namespace liftguard::replay {
namespace {

using Outcome = trace::RowReader::Outcome;

// Calls `each` for every row; what stops it is a bad line.
template <class Each>
Result<void> for_each_row(std::string_view file, std::string_view text, trace::RowReader& reader, Each each) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto outcome = reader.push(text.substr(0, end));
    if (outcome == Outcome::error) return refuse("bad_trace", trace::describe(file, reader.error()));
    if (outcome == Outcome::row) {
      if (Result<void> done = each(reader); !done) return done;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (reader.finish() == Outcome::error) return refuse("bad_trace", trace::describe(file, reader.error()));
  return {};
}

Result<std::optional<Posture>> find_posture(std::string_view file, std::string_view text) {
  std::vector<trace::Row> rows;
  trace::RowReader reader;
  const auto read = for_each_row(file, text, reader, [&](const trace::RowReader& at) -> Result<void> {
    rows.push_back(at.row());
    return {};
  });
  if (!read) return read.error();
  return Posture::find(rows);
}

// "12:9", where the value of a metadata key stands; the trace's beginning where the key is not there.
std::string place_of_key(std::string_view text, std::string_view key) {
  for (std::size_t line = 1; text.starts_with('#') || text.starts_with("\xEF\xBB\xBF"); ++line) {
    const auto whole = text.substr(0, text.find('\n'));
    const auto name = whole.find_first_not_of("# \t");
    if (name != std::string_view::npos && whole.substr(name).starts_with(key)) {
      const auto value = whole.find_first_not_of(": \t", name + key.size());
      return std::to_string(line) + ":" + std::to_string(std::min(value, whole.size()) + 1);
    }
    text.remove_prefix(std::min(whole.size() + 1, text.size()));
  }
  return "1:1";
}

class Run {
 public:
  Run(std::string_view file, std::string_view text, const Lane& lane) : file_(file), text_(text), lane_(lane) {}

  void set_posture(const std::optional<Posture>& posture) {
    if (lane_.options.any_posture) posture_ = posture;
  }
  Result<void> take(const trace::RowReader& reader) {
    if (!engine_) {
      if (auto begun = begin(reader.header(), reader.row()); !begun) return begun;
    }
    if (!posture_) {
      step(reader.row());
      return {};
    }
    trace::Row row = reader.row();
    posture_->apply(row);
    step(row);
    return {};
  }
  Summary finish() {
    if (engine_) report(engine_->finish());
    return summary_;
  }

 private:
  void step(const trace::Row& row) {
    if (lane_.watchers.before_row) lane_.watchers.before_row(row, *engine_);
    const port::RowInputs inputs(row);
    for (const auto& input : inputs.inputs()) report(engine_->step(input));
    if (lane_.watchers.row) lane_.watchers.row(row, *engine_);
    ++summary_.rows;
    summary_.trace_s = static_cast<double>(row.t_us) * 1e-6;
  }
  Result<void> begin(trace::TraceHeader header, const trace::Row& first) {
    const auto& given = lane_.options.site;
    if (given) {
      if (!given->lift.floors.empty()) header.floors = given->lift.floors;
      if (!given->lift.start_floor.empty()) header.start_floor = given->lift.start_floor;
      if (given->lift.rated_speed) header.rated_speed = given->lift.rated_speed;
    }
    auto site = port::site_of(header);
    if (!site && given && !given->lift.start_floor.empty())
      return bad("floors", site.error().detail + " (as the site file has it)");
    if (!site)
      return bad(site.error().detail.starts_with("start_floor") ? "start_floor" : "floors", site.error().detail);
    site->gravity_known = posture_.has_value();
    engine_ = std::make_unique<engine::Engine>(*site, lane_.options.parameters);
    if (lane_.watchers.lift) lane_.watchers.lift(header);
    return header.state.empty() ? Result<void>{} : restore(header.state, first);
  }
  Result<void> restore(const std::string& state, const trace::Row& first) {
    const auto bytes = decode_base64(state);
    engine::Kept kept;
    if (!bytes || !engine::decode(*bytes, kept)) return bad("state", "the state is not one that this version can read");
    engine_->resume(kept, engine::Time{engine::Duration{first.t_us}});
    return {};
  }
  [[nodiscard]] Refusal bad(std::string_view key, const std::string& why) const {
    return refuse("bad_trace", std::string(file_) + ":" + place_of_key(text_, key) + ": " + why);
  }
  void report(std::span<const engine::Event> events) {
    for (const auto& event : events) {
      ++(event.kind == EventKind::ride ? summary_.rides : summary_.events);
      if (lane_.watchers.event) lane_.watchers.event(event);
    }
  }

  std::string_view file_, text_;
  const Lane& lane_;
  std::optional<Posture> posture_;
  std::unique_ptr<engine::Engine> engine_;
  Summary summary_;
};

double ms(engine::Time t) {
  return static_cast<double>(t.time_since_epoch().count()) / 1000.0;
}

}  // namespace

Result<std::vector<Summary>> replay_side_by_side(std::string_view file, std::string_view text,
                                                 std::span<const Lane> lanes) {
  std::vector<Run> runs;
  for (const auto& lane : lanes) runs.emplace_back(file, text, lane);
  if (std::any_of(lanes.begin(), lanes.end(), [](const Lane& lane) { return lane.options.any_posture; })) {
    auto posture = find_posture(file, text);
    if (!posture) return posture.error();
    for (auto& run : runs) run.set_posture(*posture);
  }
  trace::RowReader reader;
  const auto read = for_each_row(file, text, reader, [&](const trace::RowReader& at) -> Result<void> {
    for (auto& run : runs)
      if (auto taken = run.take(at); !taken) return taken;
    return {};
  });
  if (!read) return read.error();
  std::vector<Summary> summaries;
  for (auto& run : runs) summaries.push_back(run.finish());
  return summaries;
}

Result<Summary> replay(std::string_view file, std::string_view text, const Options& options, const Watchers& watchers) {
  const Lane lane{options, watchers};
  auto summaries = replay_side_by_side(file, text, {&lane, 1});
  if (!summaries) return summaries.error();
  return summaries->front();
}

trace::Found found(const engine::Event& event) {
  trace::Found result;
  result.t_ms = ms(event.at);
  const auto* facts = find_event(event.kind);
  if (facts != nullptr) result.event = facts->name;
  if (!event.ride) return result;
  result.start_ms = ms(event.ride->start);
  result.end_ms = ms(event.ride->end);
  if (event.ride->metres) result.metres = static_cast<double>(*event.ride->metres);
  switch (event.ride->direction) {
    case engine::Direction::unknown:
      result.direction = "unknown";
      break;
    case engine::Direction::up:
      result.direction = "up";
      break;
    case engine::Direction::down:
      result.direction = "down";
      break;
  }
  result.from = event.ride->from.view();
  result.to = event.ride->to.view();
  return result;
}

}  // namespace liftguard::replay
