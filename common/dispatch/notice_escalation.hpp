// What happens to an alarm's notice that is not delivered: another channel, then other people (fault rows G1, G2, G8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/dispatch/notices.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

enum class Voice : std::uint8_t { none = 0, there = 1 };

// Takes every notice on whose time has come (30 s without being taken, 60 s without a report, or a report that says
// no): an SMS to a call of the same person where there is a voice channel; a call, or an SMS where there is none, to
// the desk, which is told to phone, and to the unit's managers. Each once; nothing where somebody has accepted
// meanwhile. At most 32 at a time; gives their number.
int escalate_notices(storage::Transaction& tx, Voice voice, UtcTime now);

// When the next one's time comes.
[[nodiscard]] std::optional<UtcTime> next_escalation(storage::Session& session);

// Sent by a channel, and waiting for the provider's word; from behind `after` on, oldest first.
struct Awaited {
  NoticeId id{};
  std::string provider_id{};  // unique within the channel alone
};
[[nodiscard]] std::vector<Awaited> awaited_reports(storage::Session& session, std::string_view channel, NoticeId after,
                                                   int limit);

enum class Report : std::uint8_t { delivered = 1, undelivered = 2 };

// False: no report was awaited for it (any more); a report that comes twice changes nothing.
bool take_report(storage::Transaction& tx, NoticeId id, Report report, std::string_view reason, UtcTime now);

// Those without a report for ten minutes count as failed: an alarm was taken further long ago, for any other the desk
// is told to phone. At most 32 at a time; gives their number.
int give_up_reports(storage::Transaction& tx, UtcTime now);

}  // namespace liftguard::dispatch
