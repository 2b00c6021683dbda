// Sends what boxes are to do, from the table to the broker.
//
// Whoever issues a command, in this process or another, only writes its row: the courier sees that the database has
// changed, and knows when the next repetition is due. A sending is written down before it leaves; killed in between,
// the repetition makes up for it, and the box's own memory of ids for one that leaves twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/wire/down.hpp"
#include "gateway/commands/store.hpp"

namespace liftguard::gateway::commands {

struct CourierOutputs {
  // Does this gateway serve the monitor's slot? Others' commands are left alone.
  std::function<bool(std::string_view monitor)> serves;
  std::function<bool(storage::Session& session, std::string_view monitor)> is_there;

  // False: it cannot take more now.
  std::function<bool(const std::string& monitor, const wire::Down& down)> send;
};

class Courier {
 public:
  // References are kept.
  Courier(storage::Database& database, const CivilClock& civil, CourierOutputs outputs)
      : database_(database), civil_(civil), outputs_(std::move(outputs)) {}

  // Until told to stop. Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // Sends what is due; gives the number of commands sent. Costs microseconds while nothing has changed and nothing is
  // due.
  std::size_t step();

 private:
  [[nodiscard]] bool anything_due(UtcTime now);
  [[nodiscard]] std::vector<Command> claim(UtcTime now);

  storage::Database& database_;
  const CivilClock& civil_;
  CourierOutputs outputs_;
  std::int64_t version_ = -1;
  std::optional<UtcTime> next_due_;  // as of version_
};

}  // namespace liftguard::gateway::commands
