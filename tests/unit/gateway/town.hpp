// A database with one lift, its box and its crews, and the messages of that box.
#pragma once

#include <memory>
#include <string>

#include "common/base/calendar.hpp"
#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/wire/up.hpp"
#include "gateway/ingest/admission.hpp"
#include "tests/unit/gateway/scratch.hpp"
#include "tests/unit/storage/scratch.hpp"

namespace liftguard::gateway::testing {

inline const UtcTime kStart = *parse_iso("2026-11-22T06:00:00Z");

inline const std::string kMonitor = "LG-000001";  // bound to the lift
inline const std::string kSpare = "LG-000009";    // registered, bound to nothing

// Elevator 100001 in the city centre; a first-level and a second-level unit with a telephone each.
class Town {
 public:
  explicit Town(UtcTime start = kStart);

  [[nodiscard]] std::int64_t count(const std::string& table_and_condition) const;
  [[nodiscard]] std::string text(const std::string& select) const;  // the first column of the first row, "" without one

  Scratch scratch;
  liftguard::testing::Scratch store;
  std::string url;
  VirtualClock clock;
  std::unique_ptr<storage::Database> database;
  ElevatorId elevator;
};

// What the box says. Its clock is synchronised.
struct Box {
  std::string monitor = kMonitor;
  std::uint64_t journal = 77;
  std::uint64_t boot = 5;

  [[nodiscard]] wire::Envelope envelope(Lane lane, std::uint64_t seq, wire::Body body, UtcTime at = kStart) const;
  [[nodiscard]] wire::Envelope trapped(std::uint64_t seq, std::uint64_t episode = 1, UtcTime at = kStart) const;
  [[nodiscard]] wire::Envelope recovered(std::uint64_t seq, std::uint64_t episode = 1, UtcTime at = kStart) const;
  [[nodiscard]] wire::Envelope mains_lost(std::uint64_t seq) const;
  [[nodiscard]] wire::Envelope gap(std::uint64_t seq, Lane lane, std::uint64_t first, std::uint64_t last,
                                   wire::GapCause cause) const;
};

[[nodiscard]] std::string payload_of(const wire::Envelope& envelope);
[[nodiscard]] Incoming incoming(const wire::Envelope& envelope);
[[nodiscard]] Incoming incoming(const std::string& monitor, const std::string& topic, const std::string& payload);

}  // namespace liftguard::gateway::testing
