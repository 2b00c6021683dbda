// The auditor: on its own thread and schedule it looks for what must not be (findings.hpp), and trusts nobody's word
// that all is well. It tells the desk once, the log and the metrics, and repairs nothing, except that it wakes whoever
// should have acted and arms a limit's timer that is not there.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/setbacks.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"
#include "gateway/watch/conservation.hpp"
#include "gateway/watch/findings.hpp"

namespace liftguard::gateway::watch {

struct AuditorOptions {
  Patience patience{};
  Milliseconds every{5'000};
  std::filesystem::path disk{};       // a folder on the disk of the database; empty: not looked at
  double disk_reserve = 0.2;          // of its space (fault row J4)
  std::vector<std::string> timers{};  // kinds that this process fires
};

// What it asks other parts and tells them; whatever is empty is left out.
struct AuditorLinks {
  std::function<void()> nudge;          // timers and outbox
  std::function<std::string()> stuck;   // who makes no progress; empty: nobody
  std::function<UtcTime()> held_until;  // timers due by then wait on purpose (fault row D2)
  std::function<Flow()> flow;           // of messages (O10)
  std::function<bool()> database_away;  // nobody in this process gets at the database
};

class Auditor {
 public:
  // References are kept.
  Auditor(storage::Database& database, const CivilClock& civil, const SteadyClock& steady, observe::Metrics& metrics,
          AuditorOptions options, AuditorLinks links);

  // Until told to stop. Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // An audit, or its attempt: how long until the next one. Its thread has made a turn (common/watchdog) only when the
  // audit came to its end, or the database is away. What run() does.
  Milliseconds turn();

  // One audit: what it found. Throws storage::Busy.
  std::vector<Finding> audit();

 private:
  [[nodiscard]] std::vector<Finding> look(UtcTime now);
  void look_at_database(UtcTime now, std::vector<Finding>& found);
  [[nodiscard]] std::optional<Finding> look_at_disk() const;
  void tell(const std::vector<Finding>& found, UtcTime now);
  void wake_up(const std::vector<Finding>& found, UtcTime now);
  void note(const std::vector<Finding>& found);

  storage::Database& database_;
  const CivilClock& civil_;
  const SteadyClock& steady_;
  observe::Metrics& metrics_;
  observe::Counter& audits_;
  AuditorOptions options_;
  AuditorLinks links_;
  Conservation conservation_;
  Setbacks setbacks_;
  std::map<FindingKind, Finding> last_;
  std::map<FindingKind, std::string> told_;  // the key under which the desk heard of it last
  UtcTime since_;                            // what was received from here on is looked at
};

}  // namespace liftguard::gateway::watch
