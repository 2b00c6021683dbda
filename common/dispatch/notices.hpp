// The outbox (NT-1, NT-2): notices written with their cause, sent by workers that claim them.
//
// A row is unique by cause, recipient and channel; that is also its idempotency key at the provider. A claim is a
// lease: a sender that dies leaves the row to the next one, with the same key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

enum class NoticeState : std::uint8_t {
  pending = 1,
  claimed = 2,
  delivered = 3,   // the provider reports so; where it gives no reports: it took it
  failed = 4,      // given up, or reported as not delivered; the desk has been told to phone
  superseded = 5,  // no longer true when its turn came (fault row G9)
  no_phone = 6,    // nobody to send to; the desk has been told
  sent = 7,        // the provider took it, its report is awaited (fault row G2)
  merged = 8       // said by another notice of the same incident (fault row F6)
};
[[nodiscard]] std::string_view name_of(NoticeState state);

enum class NoticePriority : std::uint8_t { alarm = 1, reminder = 2, information = 3 };

struct Claimed {
  NoticeId id{};
  OrderId order{};
  std::string idempotency_key{};
  std::string phone{};
  std::string text{};
  int tries = 0;  // before this one
  UtcTime created{};
  NoticePriority priority = NoticePriority::alarm;
};

// Channels of the outbox, as they stand in its rows and in the API.
inline constexpr std::string_view kSms = "sms";
inline constexpr std::string_view kVoice = "voice";

struct ClaimOptions {
  Milliseconds lease{30'000};  // longer than the provider's time-out
  int limit = 16;
  std::string_view channel = kSms;
  NoticePriority upto = NoticePriority::information;  // `alarm`: alarms alone, while the provider wants less (row G5)
};

// Takes what is due, alarms before reminders, oldest first, never two of one phone at once; a phone that is being
// served holds up no other (fault row G3). Notices that have become untrue are set aside as superseded on the way,
// those of one incident to one phone are merged (incident_notices.hpp).
[[nodiscard]] std::vector<Claimed> claim_notices(storage::Transaction& tx, UtcTime now, std::string_view worker,
                                                 const ClaimOptions& options = {});

// Of a claim that was not followed for certain: the notice is as it was before it, and due at once.
void give_back(storage::Transaction& tx, NoticeId id, std::string_view worker, UtcTime now);

// Does the provider tell later whether it delivered?
enum class Reports : std::uint8_t { none = 0, awaited = 1 };

// False: the claim had lapsed and somebody else holds it now (the provider's key keeps it one SMS); nothing written.
bool mark_sent(storage::Transaction& tx, NoticeId id, std::string_view worker, std::string_view provider_id,
               UtcTime now, Reports reports = Reports::none);

// The source of the alarm that a notice goes back to (common/observe/trace_id.hpp); empty where there is none.
[[nodiscard]] std::string alarm_source_of(storage::Session& session, NoticeId id);

// Back to the outbox until `until`, without a word and with one try counted at the most: the provider wants less (fault
// row G5).
bool mark_deferred(storage::Transaction& tx, NoticeId id, std::string_view worker, UtcTime until);

struct BackOff {
  Milliseconds first{1'000};
  Milliseconds longest{60'000};
  int tries = 12;       // then failed, and the desk rings
  double jitter = 0.2;  // of the wait, both ways
};

// When to try again after `tries` failures; `random` in [0, 1) is handed in.
[[nodiscard]] Milliseconds back_off(const BackOff& rule, int tries, double random);

// The first failure of an order's notice is at once shown at the desk: phone instead (NT-2).
bool mark_failed(storage::Transaction& tx, NoticeId id, std::string_view worker, std::string_view error, UtcTime now,
                 double random, const BackOff& rule = {});

// When the next row of a channel falls due, by its back-off or a lapsed claim.
[[nodiscard]] std::optional<UtcTime> next_notice_due(storage::Session& session, std::string_view channel = kSms);

struct NoticeCounts {
  int pending = 0;  // with claimed, and sent without a report yet
  int delivered = 0;
  int failed = 0;  // with no_phone
  int superseded = 0;
};
void count_notice(NoticeCounts& counts, NoticeState state, int number);
[[nodiscard]] NoticeCounts count_notices(storage::Session& session);

}  // namespace liftguard::dispatch
