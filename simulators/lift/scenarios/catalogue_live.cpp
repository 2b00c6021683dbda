#include <array>

#include "simulators/lift/scenarios/catalogue.hpp"
#include "simulators/lift/scenarios/live.hpp"

namespace liftguard::lift {
namespace {

using namespace scenarios;

constexpr std::array kScenarios{
    Scenario{.name = "living",
             .zh = "持续的日常运行 (仅实时)",
             .en = "ordinary traffic for ever (live only)",
             .tell = living,
             .for_ever = true,
             .kind = {.floor_table_share = 1, .rated_speed_share = 1}},
    Scenario{.name = "first_minute",
             .zh = "启动后 25 秒内困人, 救援后恢复运行 (仅实时)",
             .en = "people are stuck within 25 s, until `free` or 8 minutes (live only)",
             .tell = first_minute,
             .for_ever = true,
             .kind = {.floor_table_share = 1, .rated_speed_share = 1}},
    Scenario{.name = "entrapments",
             .zh = "反复困人, 直至收到 free (仅实时)",
             .en = "one entrapment after the other, each until `free` (live only)",
             .tell = entrapments,
             .for_ever = true,
             .kind = {.floor_table_share = 1, .rated_speed_share = 1}},
};

}  // namespace

std::span<const Scenario> live_scenarios() {
  return kScenarios;
}

}  // namespace liftguard::lift
