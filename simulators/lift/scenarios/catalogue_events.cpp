#include <array>

#include "simulators/lift/scenarios/catalogue.hpp"
#include "simulators/lift/scenarios/days.hpp"
#include "simulators/lift/scenarios/entrapments.hpp"
#include "simulators/lift/scenarios/faults.hpp"
#include "simulators/lift/scenarios/ordinary.hpp"

namespace liftguard::lift {
namespace {

using namespace scenarios;

constexpr double kOrdinaryMinutes = 15;
constexpr double kDayMinutes = 24 * 60;

constexpr BuildingKind kOldHouse{.floors = {6, 12}, .speed = {0.5, 1.0}, .two_speed_share = 1};
constexpr BuildingKind kTower{.floors = {50, 70}, .storey_m = {3.2, 4.2}, .speed = {6, 6}};
constexpr BuildingKind kSlab{.floors = {16, 33}, .speed = {1.0, 1.75}};

constexpr std::array kScenarios{
    Scenario{.name = "ordinary_day",
             .zh = "平常的一天: 乘客往来, 空闲停靠",
             .en = "ordinary traffic with idle times; --minutes sets its length",
             .tell = ordinary_day,
             .default_minutes = kOrdinaryMinutes},
    Scenario{.name = "stuck_with_people",
             .zh = "轿厢带人停在两层之间, 安全回路断开",
             .en = "the safety circuit opens: people stand between two floors",
             .tell = stuck_with_people},
    Scenario{.name = "stuck_empty",
             .zh = "空轿厢停在两层之间",
             .en = "the same with nobody in the car: a fault, no entrapment",
             .tell = stuck_empty},
    Scenario{.name = "stuck_and_button",
             .zh = "困人后乘客按住报警按钮",
             .en = "people stuck between floors hold the alarm button",
             .tell = stuck_and_button},
    Scenario{.name = "presence_dead",
             .zh = "乘客晕倒, 人体感应一直无反应",
             .en = "a passenger has fainted: stuck, and the presence sensor sees nobody",
             .tell = presence_dead},
    Scenario{.name = "doors_fail_in_zone",
             .zh = "到站后门打不开",
             .en = "the car arrives and its door never opens",
             .tell = doors_fail_in_zone},
    Scenario{.name = "doors_fail_and_button",
             .zh = "到站后门打不开, 乘客按住报警按钮",
             .en = "the same, and somebody holds the alarm button",
             .tell = doors_fail_and_button},
    Scenario{.name = "power_cut_mid_ride",
             .zh = "运行中停电, 来电后自行就近平层",
             .en = "the mains go in mid ride; the lift recovers when they are back",
             .tell = power_cut_mid_ride},
    Scenario{.name = "hand_winding_rescue",
             .zh = "停电困人, 救援人员盘车放人",
             .en = "the mains go; rescuers wind the car to a floor by hand",
             .tell = hand_winding_rescue},
    Scenario{.name = "parked_with_a_sleeper",
             .zh = "有人在停靠的轿厢内逗留超过 10 分钟",
             .en = "somebody stays in a parked car with a shut door for more than 600 s",
             .tell = parked_with_a_sleeper},
    Scenario{.name = "parked_briefly",
             .zh = "有人在停靠的轿厢内逗留几分钟",
             .en = "the same for less than 600 s: nothing may be reported",
             .tell = parked_briefly},
    Scenario{
        .name = "horseplay", .zh = "乘客在轿厢内蹦跳", .en = "passengers jump about during a ride", .tell = horseplay},
    Scenario{.name = "relevelling",
             .zh = "多人进出, 轿厢下沉后再平层",
             .en = "the car sags under a crowd and levels itself with open doors",
             .tell = relevelling},
    Scenario{.name = "boarding_crowd",
             .zh = "多人涌入轿厢",
             .en = "crowds board and leave: steps, ringing, reopening doors",
             .tell = boarding_crowd},
    Scenario{.name = "brief_stop_between",
             .zh = "两层之间短暂停顿后继续运行",
             .en = "the car stands between floors for some seconds and goes on by itself",
             .tell = brief_stop_between},
    Scenario{.name = "two_speed",
             .zh = "双速梯: 爬行进站, 抱闸冲击",
             .en = "an old two-speed lift: creeps to the floor, bumps with its brake",
             .tell = ordinary_day,
             .default_minutes = 12,
             .kind = {.building = kOldHouse}},
    Scenario{.name = "express_6mps",
             .zh = "超高层 6 m/s 高速梯",
             .en = "a tower's lift at 6 m/s",
             .tell = ordinary_day,
             .default_minutes = kOrdinaryMinutes,
             .kind = {.building = kTower}},
    Scenario{.name = "storm_front",
             .zh = "锋面过境, 气压急变",
             .en = "the weather takes the pressure down or up at 450-600 Pa an hour",
             .tell = storm_front,
             .default_minutes = 20},
    Scenario{.name = "baro_outliers",
             .zh = "气压计偶发野值",
             .en = "a barometer with outliers of up to 50 Pa",
             .tell = ordinary_day,
             .default_minutes = 12,
             .kind = {.outlier_share = 0.004}},
    Scenario{.name = "mains_gone_an_hour",
             .zh = "空闲时停电一小时",
             .en = "the mains are gone for an hour while the lift stands empty; --minutes sets how long",
             .tell = mains_gone,
             .default_minutes = 60},
    Scenario{.name = "inspection_trip",
             .zh = "检修运行, 多次停在两层之间",
             .en = "a mechanic on the car's roof stops where they like",
             .tell = inspection_trip},
    Scenario{.name = "inspection_left_outside",
             .zh = "检修结束时轿厢仍在两层之间",
             .en = "the inspection switch goes off while the car stands between floors",
             .tell = inspection_left_outside},
    Scenario{.name = "fire_recall",
             .zh = "消防迫降, 门保持开启",
             .en = "the fire switch calls the car to the main floor, where its door stays open",
             .tell = fire_recall},
    Scenario{.name = "door_held_open",
             .zh = "门被长时间挡住",
             .en = "something holds the door open for more than 180 s",
             .tell = door_held_open},
    Scenario{.name = "door_reopens",
             .zh = "门反复开关, 关不上",
             .en = "the door shuts and opens again and again",
             .tell = door_reopens},
    Scenario{.name = "unintended_movement",
             .zh = "开门溜车",
             .en = "the empty car creeps away from its floor with the door open",
             .tell = unintended_movement},
    Scenario{.name = "overspeed",
             .zh = "超速, 安全钳动作",
             .en = "the empty car runs away until the safety gear stops it",
             .tell = overspeed,
             .kind = {.building = kSlab, .rated_speed_share = 1}},
    Scenario{.name = "overtravel",
             .zh = "冲顶或蹲底",
             .en = "the empty car goes past its last floor",
             .tell = overtravel,
             .kind = {.floor_table_share = 1}},
    Scenario{.name = "hot_car", .zh = "轿厢超温", .en = "the car gets hotter than 45 °C", .tell = hot_car},
    Scenario{
        .name = "city_day",
        .zh = "住宅楼 24 小时: 早晚高峰, 平常故障, 偶有困人",
        .en = "24 hours of a house: rushes, ordinary faults, now and then an entrapment; --minutes sets its length",
        .tell = city_day,
        .default_minutes = kDayMinutes},
    Scenario{.name = "dense_day",
             .zh = "各种困人与故障接连发生",
             .en = "every kind of entrapment and many faults, one after the other, in any order",
             .tell = dense_day},
};

}  // namespace

std::span<const Scenario> event_scenarios() {
  return kScenarios;
}

}  // namespace liftguard::lift
