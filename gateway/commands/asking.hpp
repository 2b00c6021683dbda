// From what an operator writes to what a box is to do; refused here where it could only be refused there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "common/wire/down.hpp"

namespace liftguard::gateway::commands {

// Around a time that somebody names.
inline constexpr Milliseconds kBefore = std::chrono::seconds{60};
inline constexpr Milliseconds kAfter = std::chrono::seconds{30};

// Settings as TOML; which keys there are, the box judges: they depend on its release. Refusals: "unreadable",
// "too_large", "bad_toml" with the line.
[[nodiscard]] Result<wire::Errand> read_settings(const std::filesystem::path& file);
[[nodiscard]] Result<wire::Errand> parse_settings(const std::string& text);

// What the sensors gave around an event, "MONITOR/JOURNAL/LANE/SEQ" as other lists name it, or around a time:
// "2026-11-22 14:32:05" (UTC+8, as the lists show it) or ISO 8601 with its offset. Refusals: "other_monitor",
// "bad_when", "in_future".
[[nodiscard]] Result<wire::Errand> parse_clip_request(std::string_view monitor, std::string_view what, UtcTime now);

}  // namespace liftguard::gateway::commands
