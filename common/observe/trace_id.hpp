// One name for an alarm in every log, from the box that saw it to the browser that shows it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace liftguard::observe {

// The first 16 hex digits of BLAKE2b-128 over "<monitor>/<journal>/<lane>/<seq>", the identity of its record: whoever
// knows the record knows the trace, and nothing has to be carried along. An alarm that no box made has a source of
// another form.
[[nodiscard]] std::string trace_id(std::string_view source);
[[nodiscard]] std::string trace_id(std::string_view monitor, std::uint64_t journal, std::string_view lane,
                                   std::uint64_t seq);

}  // namespace liftguard::observe
