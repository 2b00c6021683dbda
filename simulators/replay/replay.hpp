// The very engine of the firmware over one trace, as fast as it goes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/trace/truth.hpp"
#include "firmware/engine/engine.hpp"
#include "firmware/port/rows/site_file.hpp"

namespace liftguard::replay {

struct Options {
  bool any_posture = false;
  std::optional<port::SiteFile> site;  // what it says counts before the trace's own metadata
  engine::Parameters parameters;       // in force: the site's, with --set on top
};

struct Summary {
  std::size_t rides = 0, events = 0;  // events: all but rides
  std::uint64_t rows = 0;
  double trace_s = 0;
};

// Who watches: what the trace and the site file say of the lift, before the first row; every event as it comes; the
// engine before and after every row.
struct Watchers {
  std::function<void(const trace::TraceHeader&)> lift;
  std::function<void(const engine::Event&)> event;
  std::function<void(const trace::Row&, const engine::Engine&)> before_row, row;
};

// `text` is the whole trace. Refusal "bad_trace" with file, line and column.
[[nodiscard]] Result<Summary> replay(std::string_view file, std::string_view text, const Options& options,
                                     const Watchers& watchers);

// The same with several engines side by side; the trace is read once. What is refused for one is refused for all.
struct Lane {
  Options options;
  Watchers watchers;
};
[[nodiscard]] Result<std::vector<Summary>> replay_side_by_side(std::string_view file, std::string_view text,
                                                               std::span<const Lane> lanes);

// As trace/truth compares it.
[[nodiscard]] trace::Found found(const engine::Event& event);

}  // namespace liftguard::replay
