// What is said of a lift beside its trace: SITE.toml.
//
//   rated_speed = 1.75                        # m/s
//   floors = "-1:0.00 1:4.50 2:7.50"          # label:height_m, lowest first
//   start_floor = "1"
//   [parameters]                              # by name, as firmware/engine/parameters.hpp lists them
//   trapped_s = 30
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/trace/row.hpp"
#include "firmware/engine/parameters.hpp"

namespace liftguard::port {

struct SiteFile {
  trace::TraceHeader lift;  // floors, start_floor, rated_speed alone
  engine::Parameters parameters;
};

// Refusal "bad_site": unknown key, wrong type, a value out of its range, or parameters that do not fit each other,
// with file, line, column and reason.
[[nodiscard]] Result<SiteFile> parse_site(std::string_view file, std::string_view toml);

}  // namespace liftguard::port
