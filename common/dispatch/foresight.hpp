// What would happen if people were trapped in a district now and nobody did anything: who is told, when, by what. For
// those who answer for a district; read from the tables by which it is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/registry/posts.hpp"
#include "common/rescue/escalation.hpp"
#include "common/rescue/order.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

enum class ForeseenKind : std::uint8_t {
  desk_rings = 1,
  unit_dispatched = 2,    // RS-3: an SMS to its rescuers
  confirmation = 3,       // RS-3: a dispatcher has to dispatch first; what runs from the dispatch waits for it
  next_channel = 4,       // row G1: a call to whom no SMS has reached
  accept_limit = 5,       // RS-6: the desk, and an SMS to everybody of the unit
  second_dispatched = 6,  // RS-6
  no_second = 7,          // RS-6: switched off, the desk rings
  chain_step = 8
};
[[nodiscard]] std::string_view name_of(ForeseenKind kind);

// People who would be told: of a post, or of a unit. Without a phone: whom nothing would reach.
struct ForeseenPerson {
  std::string name{}, phone{};
  std::string unit{};  // empty: a post
  UnitId unit_id{};
};

struct ForeseenStep {
  ForeseenKind kind = ForeseenKind::desk_rings;
  Milliseconds after{};             // of the opening; of the dispatch where a dispatcher confirms it first
  bool waits_for_dispatch = false;  // runs from a dispatch that somebody has to make
  std::optional<rescue::ChainStep> step{};
  std::vector<ForeseenPerson> people{};
  std::vector<std::string> without{};  // units of the district that have nobody to tell
};

struct DistrictPost {
  registry::PostKind kind = registry::PostKind::desk;
  std::string name{}, phone{};
  bool own = false;  // of the district; else one of those for all districts
};

struct Foresight {
  DistrictId id{};
  std::string code{}, name{};
  rescue::DistrictLimits limits{};
  bool own_chain = false;
  std::vector<DistrictPost> posts{};
  std::vector<ForeseenStep> steps{};  // by time
  int units = 0;                      // that answer for elevators there
};

inline constexpr int kMostForeseenUnits = 50;  // whose people are named

// By code; of one district or of all.
[[nodiscard]] std::vector<Foresight> foresee(storage::Session& session, DistrictId district, UtcTime now);

}  // namespace liftguard::dispatch
