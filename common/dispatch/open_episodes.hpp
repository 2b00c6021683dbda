// The entrapments that go on now, with the help that is under way to each: what the people in a car may be told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/id.hpp"
#include "common/rescue/rules.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

struct OpenEpisode {
  std::string monitor{};
  std::uint64_t journal = 0;
  std::uint64_t number = 0;
  std::optional<rescue::Help> help{};
};

// Those of an open order that no box has ended; none for a closed order or an unknown one.
[[nodiscard]] std::vector<OpenEpisode> open_episodes(storage::Session& session, OrderId order);

[[nodiscard]] std::vector<OrderId> open_order_ids(storage::Session& session);

// Of the elevator; none when it has none.
[[nodiscard]] std::optional<OrderId> open_order_of(storage::Session& session, ElevatorId elevator);

}  // namespace liftguard::dispatch
