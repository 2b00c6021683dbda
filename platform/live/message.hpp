// One committed change as it goes out to browsers: its text, made once, and who may see it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/id.hpp"
#include "common/dispatch/views.hpp"
#include "platform/http/message.hpp"

namespace liftguard::live {

// The desk sees everything; besides it, these units.
struct Audience {
  std::vector<UnitId> units{};
};

struct Message {
  std::int64_t seq = 0;
  Audience audience{};
  http::Body text{};    // a whole Server-Sent Event
  std::string trace{};  // of the alarm that it goes back to; empty: of none
};

[[nodiscard]] bool reaches(const Audience& audience, const std::optional<dispatch::Scope>& scope);

}  // namespace liftguard::live
