#include "gateway/notices/sender.hpp"

#include <iterator>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/watchdog/this_thread.hpp"

namespace liftguard::gateway {

namespace {

// The platform writes notices too: the longest wait between two looks at the outbox.
constexpr Milliseconds kLookEvery{200};

}  // namespace

Sender::Sender(storage::Database& database, const CivilClock& civil, SmsClient& client, SenderOptions options,
               std::function<double()> random)
    : database_(database), civil_(civil), client_(client), options_(std::move(options)), random_(std::move(random)) {}

void Sender::run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { nudge(); });
  while (!stop.stop_requested()) {
    try {
      turn(kLookEvery);
    } catch (const storage::Busy& busy) {
      spdlog::warn("database is busy, notices wait: {}", busy.what());
    }
    watchdog::turned();
  }
}

void Sender::turn(Milliseconds patience) {
  write_down();
  claim();
  auto results = client_.poll(patience);
  std::move(results.begin(), results.end(), std::back_inserter(results_));
  write_down();
}

void Sender::claim() {
  if (client_.under_way() >= options_.parallel || !options_.may_act()) return;
  const UtcTime now = civil_.utc_now();
  {
    auto session = database_.read();
    const auto due = dispatch::next_notice_due(session);
    if (!due || *due > now) return;
  }
  auto tx = database_.begin();
  const dispatch::ClaimOptions wanted{options_.claim_for, static_cast<int>(options_.parallel - client_.under_way())};
  const auto claimed = dispatch::claim_notices(tx, now, options_.worker, wanted);
  tx.commit();
  for (const auto& notice : claimed)
    if (options_.may_act()) client_.start({notice.id.value, notice.idempotency_key, notice.phone, notice.text});
}

void Sender::write_down() {
  if (results_.empty()) return;
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  for (const auto& result : results_) {
    const NoticeId id{result.tag};
    const bool written = result.accepted ? dispatch::mark_sent(tx, id, options_.worker, result.provider_id, now)
                                         : dispatch::mark_failed(tx, id, options_.worker, result.error, now, random_(),
                                                                 options_.back_off);
    if (!written) spdlog::warn("notice {}: the claim had lapsed before the provider answered", to_string(id));
    if (!result.accepted) spdlog::warn("notice {} was not taken: {}", to_string(id), result.error);
  }
  tx.commit();
  results_.clear();
}

}  // namespace liftguard::gateway
