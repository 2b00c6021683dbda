// A part of the gateway that alarms do not wait for: certificates that expire, uploads, SMS, metrics, what is thrown
// away. Whatever it throws ends its turn and never the taking of alarms: it is logged, counted and begun anew after
// growing waits, and a person hears of it once when it does not get better. Where turns are counted (common/watchdog),
// one that ended so counts: it is not stuck.
//
// A database that cannot be relied on any more (storage/database.hpp) ends the gateway also from here: alarms go
// through the same one.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/setbacks.hpp"
#include "common/base/waiting.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"

namespace liftguard::gateway {

// So long it fails before the desk hears of it, and so long it has to run before what follows counts as something new.
inline constexpr std::chrono::minutes kLastingTrouble{1};

struct SidePartName {
  std::string_view name;  // in the log and as the metric's label
  std::string_view zh;    // what does not work then, for the desk
  std::string_view en;
};

// Kept by reference.
struct SidePartLinks {
  storage::Database& database;
  const CivilClock& civil;
  const SteadyClock& steady;
  observe::Metrics& metrics;
  std::function<void(const std::stop_token&, Milliseconds)> wait = wait_or_stop;
};

class SidePart {
 public:
  using Body = std::function<void(const std::stop_token&)>;

  // `longest`: the wait between two beginnings.
  SidePart(const SidePartName& name, SidePartLinks links, Milliseconds longest = kLastingTrouble);

  // Runs `body`, which returns when it is told to stop, again and again until then. Throws storage::DatabaseError
  // (Busy and Conflict excepted).
  void run(const std::stop_token& stop, const Body& body);

 private:
  Milliseconds note(std::string_view error, SteadyTime began);  // how long to wait now
  void tell_desk(std::string_view error);

  SidePartName name_;
  SidePartLinks links_;
  observe::Counter& failures_;
  Setbacks setbacks_;
  std::optional<SteadyTime> failing_since_;
  bool told_ = false;
};

}  // namespace liftguard::gateway
