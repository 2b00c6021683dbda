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
  NoticeId carrier{};                               // the notice whose turn it is
  NoticePriority priority = NoticePriority::alarm;  // its own
  std::string_view phone{};
  std::string_view channel{};
};

struct IncidentText {
  std::string text{};                               // empty: nothing else waits, the carrier's own text stands
  NoticePriority priority = NoticePriority::alarm;  // the most urgent of what it speaks for
};

// What the carrier is to say for all notices of the incident that wait for this telephone; those become `merged` and
// point to it, or `superseded` where they are no longer true; for an alarm among them the carrier escalates as that
// would have. None: the telephone was told a moment ago (rescue::next_telling); all of them wait until then.
[[nodiscard]] std::optional<IncidentText> tell_of_incident(storage::Transaction& tx, const IncidentTelling& telling,
                                                           UtcTime now);

}  // namespace liftguard::dispatch
