#include "gateway/notices/sender.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/base/setbacks.hpp"
#include "common/dispatch/notice_escalation.hpp"
#include "common/observe/log_line.hpp"
#include "common/observe/trace_id.hpp"
#include "common/watchdog/this_thread.hpp"

namespace liftguard::gateway {

namespace {

// The platform writes notices too: the longest wait between two looks at the outbox.
constexpr Milliseconds kLookEvery{200};

// After the database has come back, of a second that an alarm's notice may take to the provider.
constexpr Milliseconds kBackWithin{500};

// In one write transaction, so that none holds up alarms for long: a claim costs up to ten statements, where it speaks
// for an incident; a result or a report up to eight.
constexpr std::size_t kClaimedAtOnce = 16;
constexpr std::size_t kWrittenAtOnce = 10;

constexpr Milliseconds kAskReportsEvery = std::chrono::seconds{2};
constexpr int kReportsAtOnce = 100;
constexpr Milliseconds kGiveUpEvery = std::chrono::minutes{1};

std::string_view channel_of(Via via) {
  return via == Via::voice ? dispatch::kVoice : dispatch::kSms;
}

std::string sent_line(storage::Session& session, NoticeId id) {
  const std::string source = dispatch::alarm_source_of(session, id);
  return observe::with_fields(
      "notice sent", {{"trace", source.empty() ? source : observe::trace_id(source)}, {"notice", to_string(id)}});
}

}  // namespace

Sender::Sender(storage::Database& database, const CivilClock& civil, SmsClient& client, SenderOptions options,
               std::function<double()> random)
    : database_(database), civil_(civil), client_(client), options_(std::move(options)), random_(std::move(random)) {}

void Sender::run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { nudge(); });
  const SystemSteadyClock steady;
  Setbacks setbacks(kBackWithin);
  while (!stop.stop_requested()) {
    try {
      turn(kLookEvery);
      setbacks.over();
    } catch (const storage::Busy& busy) {
      const auto next = setbacks.again(steady.now(), busy.what());
      if (next.worth_telling) spdlog::warn("database is busy, notices wait: {}", busy.what());
      drive(next.wait);
    }
    watchdog::turned();
  }
  give_all_back();
}

void Sender::turn(Milliseconds patience) {
  write_down();
  take_reports();
  take_on();
  while (claim(Via::sms)) continue;
  while (!client_.options().voice_url.empty() && claim(Via::voice)) continue;
  ask_reports();
  give_up_reports();
  drive(patience);
  write_down();
}

// What is under way goes on, and its results are kept, whether the database can be had or not.
void Sender::drive(Milliseconds patience) {
  auto results = client_.poll(patience);
  std::move(results.begin(), results.end(), std::back_inserter(results_));
  auto reports = client_.take_reports();
  std::move(reports.begin(), reports.end(), std::back_inserter(reports_));
}

bool Sender::claim(Via via) {
  if (client_.under_way() >= options_.parallel || !options_.may_act()) return false;
  const std::string_view channel = channel_of(via);
  const UtcTime now = civil_.utc_now();
  {
    auto session = database_.read();
    const auto due = dispatch::next_notice_due(session, channel);
    if (!due || *due > now) return false;
  }
  const std::size_t kept_for_alarms = options_.parallel / 4;
  const std::size_t places = options_.parallel - client_.under_way();
  const bool alarms_alone = now < throttled_until_ || places <= kept_for_alarms;
  const std::size_t limit = std::min(alarms_alone ? places : places - kept_for_alarms, kClaimedAtOnce);
  auto tx = database_.begin();
  const dispatch::ClaimOptions wanted{
      .lease = options_.claim_for,
      .limit = static_cast<int>(limit),
      .channel = channel,
      .upto = alarms_alone ? dispatch::NoticePriority::alarm : dispatch::NoticePriority::information};
  const auto claimed = dispatch::claim_notices(tx, now, options_.worker, wanted);
  for (const auto& notice : claimed) unsent_.insert(notice.id);  // whatever happens until it is on its way
  tx.commit();
  for (const auto& notice : claimed) send(notice, via);
  return claimed.size() == limit;
}

void Sender::send(const dispatch::Claimed& notice, Via via) {
  if (!options_.may_act()) return;
  started_[notice.id.value] = notice.priority;
  if (!client_.start({notice.id.value, notice.idempotency_key, notice.phone, notice.text, via}))
    results_.push_back({notice.id.value, false, {}, "the request could not be begun"});
  unsent_.erase(notice.id);
}

// The provider takes a key once: what it has not answered may be sent again by whoever comes next.
void Sender::give_all_back() {
  for (const std::int64_t tag : client_.give_up()) unanswered_.insert(NoticeId{tag});
  try {
    write_down();
  } catch (const storage::Busy& busy) {
    spdlog::warn("database is busy, the claims of notices lapse by themselves: {}", busy.what());
  }
}

void Sender::write_down() {
  release();
  while (!results_.empty()) write_some();
}

void Sender::release() {
  if (unsent_.empty() && unanswered_.empty()) return;
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  for (const NoticeId id : unsent_) dispatch::give_back(tx, id, options_.worker, now);
  for (const NoticeId id : unanswered_) dispatch::mark_deferred(tx, id, options_.worker, now);
  tx.commit();
  unsent_.clear();
  unanswered_.clear();
}

void Sender::write_some() {
  const auto some = std::span(results_).first(std::min(results_.size(), kWrittenAtOnce));
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  const auto reports = client_.options().reports_url.empty() ? dispatch::Reports::none : dispatch::Reports::awaited;
  std::vector<std::string> sent;  // for the log, once it is true
  for (const auto& result : some) {
    const NoticeId id{result.tag};
    const auto started = started_.find(result.tag);
    const bool alarm = started == started_.end() || started->second == dispatch::NoticePriority::alarm;
    if (result.throttled_for) throttled_until_ = std::max(throttled_until_, now + *result.throttled_for);
    bool written = false;
    if (result.accepted)
      written = dispatch::mark_sent(tx, id, options_.worker, result.provider_id, now, reports);
    else if (result.throttled_for && !alarm)
      written = dispatch::mark_deferred(tx, id, options_.worker, throttled_until_);
    else
      written = dispatch::mark_failed(tx, id, options_.worker, result.error, now, random_(), options_.back_off);
    if (!written) spdlog::warn("notice {}: the claim had lapsed before the provider answered", to_string(id));
    if (!result.accepted) spdlog::warn("notice {} was not taken: {}", to_string(id), result.error);
    if (written && result.accepted) sent.push_back(sent_line(tx, id));
  }
  tx.commit();
  for (const auto& line : sent) spdlog::info("{}", line);
  for (const auto& result : some) started_.erase(result.tag);
  results_.erase(results_.begin(), results_.begin() + std::ssize(some));
}

void Sender::take_on() {
  const UtcTime now = civil_.utc_now();
  {
    auto session = database_.read();
    const auto due = dispatch::next_escalation(session);
    if (!due || *due > now) return;
  }
  auto tx = database_.begin();
  const auto voice = client_.options().voice_url.empty() ? dispatch::Voice::none : dispatch::Voice::there;
  const int taken_on = dispatch::escalate_notices(tx, voice, now);
  tx.commit();
  if (taken_on > 0) spdlog::warn("{} notices of alarms were not delivered in time", taken_on);
}

// In pages, round and round: what a provider never reports on holds up nothing behind it. Whose question is the longest
// due comes first: a provider that needs longer than kAskReportsEvery for SMS is asked about calls all the same.
void Sender::ask_reports() {
  const UtcTime now = civil_.utc_now();
  if (client_.options().reports_url.empty()) return;
  while (!client_.asking()) {
    Asking& asking = *std::ranges::min_element(asking_, {}, &Asking::again);
    if (now < asking.again) return;
    asking.again = now + kAskReportsEvery;
    std::vector<dispatch::Awaited> awaited;
    {
      auto session = database_.read();
      awaited = dispatch::awaited_reports(session, channel_of(asking.via), asking.upto, kReportsAtOnce);
    }
    asking.upto = awaited.size() < std::size_t{kReportsAtOnce} ? NoticeId{} : awaited.back().id;
    std::vector<std::string> ids;
    asking.asked.clear();
    for (const auto& notice : awaited) {
      asking.asked[notice.provider_id] = notice.id;
      ids.push_back(notice.provider_id);
    }
    client_.ask_reports(asking.via, ids);
  }
}

// A report that nobody asked for, or that comes twice, changes nothing.
void Sender::take_reports() {
  while (!reports_.empty()) take_some_reports();
}

void Sender::take_some_reports() {
  const auto some = std::span(reports_).first(std::min(reports_.size(), kWrittenAtOnce));
  auto tx = database_.begin();
  const UtcTime now = civil_.utc_now();
  for (const auto& report : some) {
    const auto& asked = std::ranges::find(asking_, report.via, &Asking::via)->asked;
    const auto notice = asked.find(report.provider_id);
    if (notice == asked.end()) continue;
    const auto what = report.fate == Fate::delivered ? dispatch::Report::delivered : dispatch::Report::undelivered;
    dispatch::take_report(tx, notice->second, what, report.reason, now);
  }
  tx.commit();
  reports_.erase(reports_.begin(), reports_.begin() + std::ssize(some));
}

void Sender::give_up_reports() {
  const UtcTime now = civil_.utc_now();
  if (client_.options().reports_url.empty() || now < give_up_again_) return;
  auto tx = database_.begin();
  const int given_up = dispatch::give_up_reports(tx, now);
  tx.commit();
  if (given_up == 0) give_up_again_ = now + kGiveUpEvery;  // else there may be more
}

}  // namespace liftguard::gateway
