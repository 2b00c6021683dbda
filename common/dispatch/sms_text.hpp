// What leaves as an SMS or is read out in a call: one line, one series, one signature (fault row G11).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace liftguard::dispatch {

// 【智慧电梯】: providers take what stands first in such brackets for the sender's registered signature.
inline constexpr std::string_view kSignature = "【智慧电梯】";

// Three parts of a concatenated SMS in UCS-2 hold 67 units each (3GPP TS 23.040); an emoji is two units.
inline constexpr std::size_t kMostUnits = 201;

// Valid UTF-8 on one line of at most kMostUnits, cut at a character with … at its end; brackets of a signature stay at
// the beginning alone.
[[nodiscard]] std::string sms_text(std::string_view text);

[[nodiscard]] std::size_t ucs2_units(std::string_view text);

}  // namespace liftguard::dispatch
