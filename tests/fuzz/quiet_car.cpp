// DV-19: a single wild sample changes nothing else.
#include <cmath>
#include <vector>

#include "tests/fuzz/rubbish.hpp"
#include "tests/unit/engine/series.hpp"

namespace liftguard::fuzz {
namespace {

using engine::Acceleration;
using engine::Duration;
using engine::Event;
using engine::Input;
using engine::Pressure;
using engine::Temperature;
using engine::Time;
using engine::test::Series;
using engine::test::SeriesOptions;

constexpr Duration kAlone{1'000'000};  // a wild sample has this much of good ones on either side
constexpr double kSlack_s = 0.3, kSlack_m = 0.1;

// A told car, and what the engine makes of it.
struct Told {
  SeriesOptions options{.rate_hz = 50};
  engine::Site site;
  std::vector<Input> inputs;
  std::vector<Event> events;
};

engine::Site site_of(const SeriesOptions& options) {
  engine::Site site;
  site.rated_speed_mps = static_cast<float>(options.rated_speed);
  for (const double height : options.floors)
    site.floors[site.floor_count++] = {engine::Label(std::to_string(site.floor_count)), static_cast<float>(height)};
  site.start_floor = site.floors[options.start].label;
  return site;
}

std::vector<Event> events_of(const engine::Site& site, std::span<const Input> inputs) {
  engine::Engine engine(site, engine::Parameters{});
  std::vector<Event> events;
  for (const auto& input : inputs)
    for (const auto& event : engine.step(input)) events.push_back(event);
  for (const auto& event : engine.finish()) events.push_back(event);
  return events;
}

// Boards, rides, gets out; boards, stalls between two floors, stands for longer than DV-6 takes, is wound to a floor
// and freed.
Told tell() {
  Told told;
  told.site = site_of(told.options);
  Series car(told.options);
  car.spoil = [&](Input& input) {
    told.inputs.push_back(input);
    return true;
  };
  car.board().ride(9.0).wait(2).leave().wait(5);
  car.board().ride_and_stall(-4.4).wait(40).creep(-1.6, 0.2).wait(3).leave().wait(5);
  told.events = events_of(told.site, told.inputs);
  return told;
}

const Told& told() {
  static const Told instance = tell();
  return instance;
}

// Spoils one sample of acceleration, pressure or temperature; false: that input is none of these.
bool spoil(Input& input, ByteSource& bytes) {
  if (auto* a = std::get_if<Acceleration>(&input.reading)) {
    const auto axis = bytes.below(3);
    (axis == 0 ? a->x : axis == 1 ? a->y : a->z) = rubbish(bytes, {9.81F, 4.0F});
    return true;
  }
  if (auto* p = std::get_if<Pressure>(&input.reading)) {
    p->pa = rubbish(bytes, {p->pa, 10.0F});
    return true;
  }
  if (auto* t = std::get_if<Temperature>(&input.reading)) {
    t->celsius = rubbish(bytes, kUsualCelsius);
    return true;
  }
  return false;
}

double seconds(Time time) {
  return static_cast<double>(time.time_since_epoch().count()) * 1e-6;
}

bool near(Time a, Time b) {
  return std::abs(seconds(a) - seconds(b)) <= kSlack_s;
}

std::string name_of(const Event& event) {
  return std::string(find_event(event.kind)->name) + " at " + std::to_string(seconds(event.at)) + " s";
}

std::string difference(const Event& was, const Event& is) {
  if (was.kind != is.kind || !near(was.at, is.at)) return name_of(was) + " has become " + name_of(is);
  if (was.floor != is.floor) return name_of(was) + " is at another floor";
  if (was.reason_count != is.reason_count) return name_of(was) + " has other reasons";
  if (!was.ride) return {};
  if (!near(was.ride->start, is.ride->start) || !near(was.ride->end, is.ride->end) || was.ride->from != is.ride->from ||
      was.ride->to != is.ride->to ||
      std::abs(static_cast<double>(*was.ride->metres) - static_cast<double>(*is.ride->metres)) > kSlack_m)
    return name_of(was) + " is another ride";
  return {};
}

std::string difference(std::span<const Event> was, std::span<const Event> is) {
  for (std::size_t i = 0; i < was.size() && i < is.size(); ++i)
    if (auto text = difference(was[i], is[i]); !text.empty()) return text;
  if (was.size() > is.size()) return name_of(was[is.size()]) + " is lost";
  if (was.size() < is.size()) return name_of(is[was.size()]) + " is invented";
  return {};
}

}  // namespace

std::string quiet_car(Bytes all) {
  ByteSource bytes(all);
  auto inputs = told().inputs;
  std::array<Time, 3> last{Time{} - kAlone, Time{} - kAlone, Time{} - kAlone};
  std::size_t at = 0;
  while (!bytes.empty()) {
    at += 1U + bytes.take<std::uint16_t>() % 1024U;
    if (at >= inputs.size()) break;
    auto& input = inputs[at];
    if (input.reading.index() >= last.size() || input.at - last[input.reading.index()] < kAlone) continue;
    if (spoil(input, bytes)) last[input.reading.index()] = input.at;
  }
  return difference(told().events, events_of(told().site, inputs));
}

}  // namespace liftguard::fuzz
