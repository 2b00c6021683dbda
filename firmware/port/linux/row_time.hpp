// Rows carry the time of their trace; the engine needs one that never falls, over reconnects and restarted sources.
#pragma once

#include <cstdint>
#include <optional>

#include "common/base/clock.hpp"
#include "firmware/engine/input.hpp"

namespace liftguard::port {

class RowTime {
 public:
  // A new connection to the source: its times may have begun anew.
  void connected() { fresh_ = true; }

  // The engine time of a row that came at `now`. Within a connection, and over one whose source went on meanwhile,
  // rows' own differences count; where the source has begun anew, what passed here does.
  [[nodiscard]] engine::Time of_row(std::int64_t t_us, SteadyTime now);

  // Without rows the engine's time goes on with ours.
  [[nodiscard]] engine::Time at(SteadyTime now) const;

 private:
  bool fresh_ = true;
  std::int64_t offset_us_ = 0;  // engine time minus row time
  std::optional<std::int64_t> last_row_us_;
  engine::Time last_{};
  SteadyTime last_at_{};
};

}  // namespace liftguard::port
