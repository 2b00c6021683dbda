// One incident, one telephone: instead of an SMS for each order, one that names the incident and the number of its
// orders, and updates at a bounded rate (fault row F6). Used inside common/dispatch alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/dispatch/incidents.hpp"
#include "common/dispatch/notices.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

struct IncidentTelling {
  IncidentId incident{};
  NoticeId carrier{};  // the notice whose turn it is
  std::string_view phone{};
  std::string_view channel{};
};

// What the carrier is to say for all notices of the incident that wait for this telephone; those become `merged` and
// point to it, or `superseded` where they are no longer true. Empty: nothing else waits, its own text stands. None: the
// telephone was told a moment ago (rescue::next_telling); all of them wait until then.
[[nodiscard]] std::optional<std::string> tell_of_incident(storage::Transaction& tx, const IncidentTelling& telling,
                                                          UtcTime now);

}  // namespace liftguard::dispatch
