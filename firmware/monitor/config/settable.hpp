// The part of the configuration that can be set from afar, as one TOML text: [engine], [self_test], and of [broker]
// keep_alive_s and heartbeat_s. Never what a box must have to be reached at all, nor what is wired to it.
#pragma once

#include <string>

#include "common/base/result.hpp"
#include "firmware/monitor/config.hpp"

namespace liftguard::monitor {

// By name, as firmware/engine/parameters.hpp lists them. These three throw WrongKey.
void read_engine(Section section, Config& out);
void read_self_test(Section section, Config& out);
void read_timing(Section& broker, Config& out);  // what is not there stays as it is

// `own` with what the text says laid over it; an empty text changes nothing. Refusal "bad_config" as of parse_config,
// with "settings" for the file's name.
[[nodiscard]] Result<Config> with_settings(const Config& own, const std::string& toml);

}  // namespace liftguard::monitor
