#include "gateway/watch_post.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>

#include <spdlog/spdlog.h>

#include "common/base/waiting.hpp"
#include "common/observe/process_metrics.hpp"

namespace liftguard::gateway {

namespace {

// Of a database that can be had, the leases alone are renewed every 3 s.
constexpr Milliseconds kAway = std::chrono::seconds{5};

constexpr std::chrono::hours kServeFor{1};  // between two looks whether to stop, which ends the wait anyway

constexpr std::array<std::string_view, kQueues> kLanes{"alarm", "state", "event", "bulk"};

template <class Counts>
double total(const Counts& counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

}  // namespace

WatchPost::WatchPost(const Watched& watched)
    : watched_(watched),
      auditor_(watched.database, watched.civil, watched.steady, watched.metrics, auditor_options(), auditor_links()),
      heartbeat_(watched.config.heartbeat, watched.vitals, watched.steady, [this] { return not_ready(); }) {
  observe::add_process_metrics(watched_.metrics);
  add_ingest_metrics();
  add_box_metrics();
  add_readiness_metric();
}

void WatchPost::serve(const std::stop_token& stop) {
  if (!watched_.config.observe) return;
  const observe::Endpoint endpoint(
      *watched_.config.observe, watched_.metrics,
      observe::Probes{[this] { return watched_.vitals.trouble(); }, [this] { return not_ready(); }});
  spdlog::info("metrics on http://{}:{}/metrics", watched_.config.observe->address, endpoint.port());
  while (!stop.stop_requested()) wait_or_stop(stop, kServeFor);
}

watch::AuditorOptions WatchPost::auditor_options() const {
  watch::AuditorOptions options;
  options.disk = watched_.config.files;
  options.timers = watched_.limits.kinds();
  options.every = std::min(options.every, watched_.config.stuck_after / 3);  // an audit is what its thread is judged by
  return options;
}

watch::AuditorLinks WatchPost::auditor_links() {
  return {watched_.nudge, [this] { return watched_.vitals.trouble(); }, [this] { return watched_.limits.held_until(); },
          [this] { return flow(); }, [this] { return since_last_commit() > kAway; }};
}

watch::Flow WatchPost::flow() const {
  // In the order in which a message moves, backwards: one that moves on meanwhile is counted twice rather than never.
  const IngestCounts ended = watched_.writer.counts();
  const std::size_t in_hand = watched_.writer.in_hand();
  const IntakeCounts intake = watched_.intake.counts();
  const auto sum = [](const auto& counts) { return static_cast<std::uint64_t>(total(counts)); };
  return {sum(intake.received),
          sum(intake.dropped) + sum(intake.throttled) + ended.stored + ended.repeats + ended.dead + ended.presence +
              ended.stale + ended.put_off,
          sum(intake.waiting) + in_hand};
}

void WatchPost::add_ingest_metrics() {
  observe::Metrics& metrics = watched_.metrics;
  for (std::size_t i = 0; i < kQueues; ++i) {
    const observe::Labels lane{{"lane", std::string(kLanes[i])}};
    auto& received = metrics.counter("liftguard_ingest_received_total", "Messages from the broker.", lane);
    auto& dropped = metrics.counter("liftguard_ingest_dropped_total",
                                    "Messages for which a queue had no room; the boxes send them again.", lane);
    auto& throttled = metrics.counter("liftguard_ingest_throttled_total",
                                      "Messages beyond what one box may send; it sends them again.", lane);
    auto& waiting = metrics.gauge("liftguard_ingest_queue_messages", "Messages that wait for the writer.", lane);
    metrics.before_collecting([this, i, &received, &dropped, &throttled, &waiting] {
      const IntakeCounts counts = watched_.intake.counts();
      received.raise_to(static_cast<double>(counts.received[i]));
      dropped.raise_to(static_cast<double>(counts.dropped[i]));
      throttled.raise_to(static_cast<double>(counts.throttled[i]));
      waiting.set(static_cast<double>(counts.waiting[i]));
    });
  }
  const auto outcome = [&](const std::string& name, std::uint64_t IngestCounts::*count) {
    auto& counter = metrics.counter("liftguard_ingest_messages_total", "Messages by what became of them (O10).",
                                    {{"outcome", name}});
    metrics.before_collecting(
        [this, count, &counter] { counter.raise_to(static_cast<double>(watched_.writer.counts().*count)); });
  };
  outcome("stored", &IngestCounts::stored);
  outcome("repeat", &IngestCounts::repeats);
  outcome("dead_letter", &IngestCounts::dead);
  outcome("presence", &IngestCounts::presence);
  outcome("stale", &IngestCounts::stale);
  outcome("put_off", &IngestCounts::put_off);
  auto& raw_lost =
      metrics.counter("liftguard_ingest_raw_lost_total", "Bulk records whose sums are kept, but not they themselves.");
  metrics.before_collecting(
      [this, &raw_lost] { raw_lost.raise_to(static_cast<double>(watched_.writer.counts().raw_lost)); });
}

void WatchPost::add_box_metrics() {
  const auto boxes = [this](const observe::Labels& state, std::size_t PresenceCounts::*count) {
    auto& gauge = watched_.metrics.gauge("liftguard_boxes", "Boxes of this gateway's slots by their state.", state);
    watched_.metrics.before_collecting(
        [this, count, &gauge] { gauge.set(static_cast<double>(watched_.writer.boxes().*count)); });
  };
  boxes({{"state", "online"}}, &PresenceCounts::online);
  boxes({{"state", "silent"}}, &PresenceCounts::silent);
  boxes({{"state", "offline"}}, &PresenceCounts::offline);
  boxes({{"state", "revoked"}}, &PresenceCounts::revoked);
  boxes({{"state", "unconfirmed"}}, &PresenceCounts::unconfirmed);
  boxes({{"state", "unproven"}}, &PresenceCounts::unproven);
  boxes({{"state", "blind"}}, &PresenceCounts::blind);
}

std::chrono::microseconds WatchPost::since_last_commit() const {
  return watched_.commits.since_last_commit(watched_.steady.now());
}

void WatchPost::add_readiness_metric() {
  auto& ready = watched_.metrics.gauge("liftguard_gateway_ready", "1 while an alarm can be taken, as /readyz says.");
  watched_.metrics.before_collecting([this, &ready] { ready.set(not_ready().empty() ? 1 : 0); });
}

std::string WatchPost::not_ready() const {
  watch::Standing standing = watched_.standing();
  standing.unwritten = std::chrono::duration_cast<Milliseconds>(since_last_commit());
  return watch::why_not_ready(standing);
}

}  // namespace liftguard::gateway
