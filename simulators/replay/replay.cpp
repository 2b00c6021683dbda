#include "simulators/replay/replay.hpp"

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

class Run {
 public:
  Run(std::string_view file, const Options& options, const Watchers& watchers)
      : file_(file), options_(options), watchers_(watchers) {}

  std::optional<Posture> posture;

  Result<void> take(const trace::RowReader& reader) {
    trace::Row row = reader.row();
    if (posture) posture->apply(row);
    if (!engine_) {
      if (auto begun = begin(reader.header(), row); !begun) return begun;
    }
    const port::RowInputs inputs(row);
    for (const auto& input : inputs.inputs()) report(engine_->step(input));
    if (watchers_.row) watchers_.row(row, *engine_);
    ++summary_.rows;
    summary_.trace_s = static_cast<double>(row.t_us) * 1e-6;
    return {};
  }
  Summary finish() {
    if (engine_) report(engine_->finish());
    return summary_;
  }

 private:
  Result<void> begin(trace::TraceHeader header, const trace::Row& first) {
    if (options_.site) {
      const auto& lift = options_.site->lift;
      if (!lift.floors.empty()) header.floors = lift.floors;
      if (!lift.start_floor.empty()) header.start_floor = lift.start_floor;
      if (lift.rated_speed) header.rated_speed = lift.rated_speed;
    }
    auto site = port::site_of(header);
    if (!site) return refuse("bad_trace", std::string(file_) + ": " + site.error().detail);
    site->gravity_known = posture.has_value();
    engine_ = std::make_unique<engine::Engine>(*site, options_.parameters);
    return header.state.empty() ? Result<void>{} : restore(header.state, first);
  }
  Result<void> restore(const std::string& state, const trace::Row& first) {
    const auto bytes = decode_base64(state);
    engine::Kept kept;
    if (!bytes || !engine::decode(*bytes, kept))
      return refuse("bad_trace", std::string(file_) + ": the state is not one that this version can read");
    engine_->restore(kept, engine::Time{engine::Duration{first.t_us}});
    return {};
  }
  void report(std::span<const engine::Event> events) {
    for (const auto& event : events) {
      ++(event.kind == EventKind::ride ? summary_.rides : summary_.events);
      if (watchers_.event) watchers_.event(event);
    }
  }

  std::string_view file_;
  const Options& options_;
  const Watchers& watchers_;
  std::unique_ptr<engine::Engine> engine_;
  Summary summary_;
};

double ms(engine::Time t) {
  return static_cast<double>(t.time_since_epoch().count()) / 1000.0;
}

}  // namespace

Result<Summary> replay(std::string_view file, std::string_view text, const Options& options, const Watchers& watchers) {
  Run run(file, options, watchers);
  if (options.any_posture) {
    auto posture = find_posture(file, text);
    if (!posture) return posture.error();
    run.posture = *posture;
  }
  trace::RowReader reader;
  const auto read =
      for_each_row(file, text, reader, [&](const trace::RowReader& at) -> Result<void> { return run.take(at); });
  if (!read) return read.error();
  return run.finish();
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
