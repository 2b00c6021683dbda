// RequestClip: which times are meant, and whether there can be anything of them. The sensing thread cuts the clip once
// they are over (clip_cutter.hpp).
#pragma once

#include <chrono>

#include "firmware/monitor/clip_wish.hpp"
#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

// Around a record, and how far ahead times may lie.
inline constexpr std::chrono::seconds kClipBefore{60};
inline constexpr std::chrono::seconds kClipAfter{30};
inline constexpr std::chrono::minutes kClipAhead{10};
inline constexpr std::chrono::minutes kLongestClip{15};  // DV-20

// None: `answer` is called later. Otherwise why not.
[[nodiscard]] std::optional<Answer> request_clip(Store& store, const Stamper& stamper, const wire::RequestClip& request,
                                                 decltype(ClipWish::answer) answer);

}  // namespace liftguard::monitor
