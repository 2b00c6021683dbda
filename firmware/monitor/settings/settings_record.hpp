// Which settings from the gateway are in force, and how that came: the file of it, and how it moves on. Pure.
//
//   factory/applied --offered--> trial --the gateway was reached--> applied
//                                  +----ran out of starts or time, or cannot be read--> as before, and it is said why
//
// The settings before a trial stay in the file until the trial has ended. The file is replaced as a whole, so that
// whatever happens in between finds either the one state or the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/wire/state.hpp"

namespace liftguard::monitor {

struct SettingsText {
  std::string toml;           // empty: what stands in the box's own file
  std::uint64_t command = 0;  // that brought it; 0: none did

  bool operator==(const SettingsText&) const = default;
};

struct SettingsRecord {
  static constexpr std::uint32_t kMostStarts = 3;  // of a trial

  bool trial = false;
  std::uint32_t starts = 0;  // of the trial
  SettingsText current;
  SettingsText former;  // during a trial
  std::uint64_t refused = 0;
  std::string reason;

  bool operator==(const SettingsRecord&) const = default;
};

// A trial that follows a trial: what was before both is what is gone back to. The same text once more begins nothing: a
// trial of it goes on, what is proven stays proven, and only the command that it is told with is the newer one.
[[nodiscard]] SettingsRecord offered(SettingsRecord record, SettingsText text);

[[nodiscard]] SettingsRecord reached(SettingsRecord record);  // the gateway was, with the settings on trial
[[nodiscard]] SettingsRecord rolled_back(SettingsRecord record, std::string reason);

// The program starts: one start less for a trial, which is over with the last.
[[nodiscard]] SettingsRecord started(SettingsRecord record);

// Settings that were applied and cannot be read any more (by another release): the box's own file counts.
[[nodiscard]] SettingsRecord given_up(const SettingsRecord& record, const std::string& reason);

// Settings that were never taken up.
[[nodiscard]] SettingsRecord refused(SettingsRecord record, std::uint64_t command, const std::string& reason);

[[nodiscard]] wire::ConfigState told(const SettingsRecord& record);

[[nodiscard]] std::string encode(const SettingsRecord& record);
[[nodiscard]] std::optional<SettingsRecord> decode_settings(std::string_view bytes);  // none: torn, rotten or unknown

}  // namespace liftguard::monitor
