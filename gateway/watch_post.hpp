// Where the gateway is watched from: its database, queues and timers as metrics, the auditor, the heartbeat, and the
// endpoint for Prometheus and probes. One object, made once everything it looks at is there, and gone before it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "common/base/clock.hpp"
#include "common/observe/endpoint.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"
#include "common/storage/database_metrics.hpp"
#include "gateway/config.hpp"
#include "gateway/escalation/limits_clock.hpp"
#include "gateway/ingest/intake.hpp"
#include "gateway/ingest/writer.hpp"
#include "gateway/watch/auditor.hpp"
#include "gateway/watch/heartbeat.hpp"
#include "gateway/watch/readiness.hpp"
#include "gateway/watch/vitals.hpp"

namespace liftguard::gateway {

// Kept by reference.
struct Watched {
  const Config& config;
  storage::Database& database;
  const SteadyClock& steady;
  const CivilClock& civil;
  observe::Metrics& metrics;
  watch::Vitals& vitals;
  const storage::DatabaseMetrics& commits;
  const Intake& intake;
  const Writer& writer;
  LimitsClock& limits;
  std::function<void()> nudge;                // timers and senders
  std::function<watch::Standing()> standing;  // of leases and sessions
};

class WatchPost {
 public:
  explicit WatchPost(const Watched& watched);

  void audit(const std::stop_token& stop) { auditor_.run(stop); }  // on a watched thread
  void beat(const std::stop_token& stop) { heartbeat_.run(stop); }

  // The endpoint, where the configuration has one, until told to stop. Throws std::system_error when it cannot be had.
  void serve(const std::stop_token& stop);

 private:
  void add_ingest_metrics();
  void add_readiness_metric();
  void add_box_metrics();
  [[nodiscard]] watch::AuditorOptions auditor_options() const;
  [[nodiscard]] watch::AuditorLinks auditor_links();
  [[nodiscard]] watch::Flow flow() const;
  [[nodiscard]] std::chrono::microseconds since_last_commit() const;
  [[nodiscard]] std::string not_ready() const;

  Watched watched_;
  watch::Auditor auditor_;
  watch::Heartbeat heartbeat_;
};

}  // namespace liftguard::gateway
