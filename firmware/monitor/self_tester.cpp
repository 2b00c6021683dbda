#include "firmware/monitor/self_tester.hpp"

#include <array>

#include <spdlog/spdlog.h>

namespace liftguard::monitor {

SelfTester::SelfTester(Options options, Store& store, const Stamper& stamper, const SteadyClock& clock)
    : options_(std::move(options)),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      plan_(options_.every, store.kept.self_test, moment(), options_.seed) {}

bool SelfTester::step(const LinkHealth& link) {
  const auto now = clock_.now();
  const std::lock_guard lock(store_.mutex);
  follow_confirmation(now);
  if (asked_.exchange(false)) plan_.ask();
  store_.kept.self_test = plan_.kept(moment());
  const auto episode = store_.kept.episodes.open().empty() ? Episode::none : Episode::open;
  const bool may_try = !refused_ || now - *refused_ >= kRetryAfter;
  if (const auto cause = plan_.due(now, episode); cause && may_try) return append(examine(*cause, link), now);
  if (!saved_ || now - *saved_ >= kSaveEvery) {
    store_.journal.save_kept(encode(store_.kept));
    saved_ = now;
  }
  return false;
}

void SelfTester::save() {
  const std::lock_guard lock(store_.mutex);
  store_.kept.self_test = plan_.kept(moment());
  store_.journal.save_kept(encode(store_.kept));
}

// A journal that is full merges waiting tests: one that waits no longer was then not confirmed.
void SelfTester::follow_confirmation(SteadyTime now) {
  if (!waiting_ || store_.journal.is_unconfirmed(waiting_->key)) return;
  confirmed_after_.reset();
  if (!store_.journal.alarm_space_full()) confirmed_after_ = std::chrono::floor<Milliseconds>(now - waiting_->since);
  waiting_.reset();
}

wire::SelfTestBody SelfTester::examine(wire::SelfTestCause cause, const LinkHealth& link) const {
  const auto& journal = store_.journal;
  wire::SelfTestBody out;
  out.at = stamper_.stamp();
  out.firmware = options_.firmware;
  out.cause = cause;
  if (!store_.sensors_lost.contains("mains")) out.mains = store_.mains;
  out.battery_volts = store_.sensing.battery.volts;
  out.storage_ok = journal.opened().damaged == 0 && store_.rotten == 0 && !journal.alarm_space_full();
  out.link_ok = link.online && link.sent_in_vain == 0;
  out.sensors = store_.sensors;
  out.sensors_lost.assign(store_.sensors_lost.begin(), store_.sensors_lost.end());
  out.sensors_heard = !store_.sensors.empty();
  out.previous_confirm = confirmed_after_;
  return out;
}

bool SelfTester::append(const wire::SelfTestBody& body, SteadyTime now) {
  auto after = plan_;
  after.made(now);
  store_.kept.self_test = after.kept({now, body.at});
  const auto record = wire::encode_record(body).value();
  const std::array drafts{journal::Draft{Lane::alarm, EventKind::self_test, record}};
  const auto keys = store_.journal.append(drafts, encode(store_.kept));
  if (!keys) {
    spdlog::critical("the self-test cannot be journalled: {}", keys.error().detail);
    refused_ = now;
    return false;
  }
  plan_ = after;
  refused_.reset();
  saved_ = now;
  confirmed_after_.reset();
  waiting_ = Waiting{keys->front(), now};
  spdlog::info("self-test lane 0 seq {} journalled, storage {}, link {}, {} of {} sensors lost", keys->front().seq,
               *body.storage_ok ? "good" : "bad", *body.link_ok ? "good" : "bad", body.sensors_lost.size(),
               body.sensors.size());
  return true;
}

}  // namespace liftguard::monitor
