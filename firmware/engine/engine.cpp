#include "firmware/engine/engine.hpp"

#include <bit>

#include "firmware/engine/units.hpp"

namespace liftguard::engine {
namespace {

constexpr Duration kLookEvery{50'000};
constexpr float kMostAcceleration = 160.0F;  // m/s²: a 16 g part
constexpr float kLeastPressure = 30'000.0F, kMostPressure = 120'000.0F;
constexpr float kLeastCelsius = -40.0F, kMostCelsius = 110.0F;
constexpr Duration kFloorSure{2'000'000};
constexpr Duration kBorneOut{4'000'000};  // pressure has seen a departure by then
constexpr Duration kUnseenDeparture{2'000'000};
constexpr float kOnTheSpot = 0.15F;  // m: within half a door zone
constexpr float kSlowMean = 0.1F;

bool within(float value, float lowest, float highest) {
  return value >= lowest && value <= highest;
}  // false for NaN

std::uint32_t mixed(const Acceleration& a) {
  return std::bit_cast<std::uint32_t>(a.x) ^ std::rotl(std::bit_cast<std::uint32_t>(a.y), 11) ^
         std::rotl(std::bit_cast<std::uint32_t>(a.z), 22);
}

Sensor sensor_of(Switch which) {
  switch (which) {
    case Switch::door:
      return Sensor::door;
    case Switch::zone:
      return Sensor::zone;
    case Switch::presence:
      return Sensor::presence;
    case Switch::button:
      return Sensor::button;
    case Switch::mains:
      return Sensor::mains;
    case Switch::inspection:
      return Sensor::inspection;
  }
  return Sensor::door;
}

constexpr std::array kEverySwitch{Switch::door,   Switch::zone,  Switch::presence,
                                  Switch::button, Switch::mains, Switch::inspection};

}  // namespace

Engine::Engine(const Site& site, const Parameters& parameters)
    : site_(site),
      parameters_(parameters),
      health_(site.sensors),
      locator_(site_),
      ledger_(site.sensors.has(Sensor::presence)),
      speed_(site.rated_speed_mps) {
  if (site.gravity_known) motion_.know_bias(0, 0.01F);
}

std::span<const Event> Engine::step(const Input& input) {
  events_.clear();
  const bool first = !begun_;
  const Time before = now_;
  if (first) clock_.begin(input.at);
  now_ = clock_.advance(input.at);
  begun_ = true;
  if (first) {
    looked_ = now_;
    follow_health();
    refresh_scene();
  } else if (now_ - before > to_duration(parameters_.sensor_silent_s)) {
    interrupted();
  }
  const bool at_once = std::visit([this](const auto& reading) { return take(reading); }, input.reading);
  if (at_once || now_ - looked_ >= kLookEvery) look();
  complete(events_.all());
  return events_.all();
}

std::span<const Event> Engine::finish() {
  events_.clear();
  refresh_scene();
  if (const auto travel = motion_.finish()) travelled(*travel);
  complete(events_.all());
  return events_.all();
}

bool Engine::take(const Acceleration& sample) {
  const bool sane = within(sample.x, -kMostAcceleration, kMostAcceleration) &&
                    within(sample.y, -kMostAcceleration, kMostAcceleration) &&
                    within(sample.z, -kMostAcceleration, kMostAcceleration);
  if (!health_.hear(Sensor::acceleration, now_, sane, mixed(sample))) return false;
  if (!motion_.settled()) rough_rides_.take(now_, sample, magnitude(motion_.velocity()));
  const auto guarded = spikes_.push(now_, sample.z - kGravity);
  if (!guarded || !motion_.health().acceleration) return false;
  // Coarse samples show a landing once: then one wild sample counts as one shock, which is none yet.
  const SpikeGuard::Sample bare{now_, sample.z - kGravity};
  const auto& shock = motion_.coarse() ? bare : *guarded;
  const float felt = shock.value - motion_.bias();
  shocks_.take(shock.at, felt, parameters_);
  ledger_.feel(shock.at, felt, scene_);
  const auto travel = motion_.take_acceleration(guarded->at, guarded->value, surroundings());
  if (travel) travelled(*travel);
  return travel.has_value();
}

bool Engine::take(const Pressure& sample) {
  const bool sane = within(sample.pa, kLeastPressure, kMostPressure);
  if (!health_.hear(Sensor::pressure, now_, sane, std::bit_cast<std::uint32_t>(sample.pa))) return false;
  if (!motion_.health().pressure) return false;
  if (motion_.settled() && !kept_pressure_) rest_pa_ = sample.pa;
  if (kept_pressure_ && !kept_pressure_->used) see_where_it_is(sample.pa);
  const auto travel = motion_.take_pressure(now_, sample.pa, surroundings());
  if (travel) travelled(*travel);
  return travel.has_value();
}

bool Engine::take(const Temperature& sample) {
  const bool sane = within(sample.celsius, kLeastCelsius, kMostCelsius);
  if (!health_.hear(Sensor::temperature, now_, sane, std::bit_cast<std::uint32_t>(sample.celsius))) return false;
  heat_.take(sample.celsius, now_, parameters_);
  motion_.take_temperature(sample.celsius);
  return false;
}

bool Engine::take(const SwitchReading& reading) {
  const auto sensor = sensor_of(reading.which);
  if (!site_.sensors.has(sensor)) return false;
  (void)health_.hear(sensor, now_, true, reading.on ? 1 : 0);
  return health_.good(sensor) && panel_.hear(reading.which, reading.on, now_);
}

bool Engine::take(const EpisodeClosed&) {
  entrapment_.close_by_order(scene_, parameters_, events_);
  return true;
}

bool Engine::take(const Tick&) {
  return false;
}

// After a reboot under way: by how the pressure has changed since the standstill before it.
void Engine::see_where_it_is(float pa) {
  kept_pressure_->used = true;
  locator_.is_near(kept_height_ + metres_risen(kept_pressure_->pa, pa, motion_.pa_per_m()));
}

void Engine::interrupted() {
  if (!motion_.standing()) locator_.drifted();
  motion_.interrupted(now_);
  spikes_.clear();
  shocks_.clear();
  health_.interrupted(now_);
  entrapment_.interrupted(now_);
  heat_.interrupted();
  rough_rides_.interrupted();
}

void Engine::look() {
  looked_ = now_;
  health_.update(now_, parameters_, events_);
  follow_health();
  refresh_scene();
  if (switch_rules_.update(scene_, parameters_, events_)) ledger_.someone_is_there(now_);
  feel_horseplay();
  ledger_.update(scene_, parameters_);
  doors_.update(scene_, parameters_, events_);
  speed_.update(scene_, locator_, parameters_, events_);
  heat_.update(now_, parameters_, events_);
  entrapment_.update(scene_, ledger_, parameters_, events_);
  follow_floors();
  note_revision();
}

void Engine::follow_health() {
  for (const auto which : kEverySwitch)
    if (!health_.good(sensor_of(which))) panel_.lose(which);
  const MotionTracker::Health health{health_.believed(Sensor::acceleration, now_),
                                     health_.believed(Sensor::pressure, now_)};
  if (health == motion_.health()) return;
  const bool was_going = !motion_.standing();
  const float gone = motion_.displacement();
  motion_.set_health(health, now_);
  if (was_going && motion_.standing()) {
    constexpr float kPartOfARide = 4.0F;  // m²: how far it went with the lost sensor is only half known
    (void)locator_.moved({gone, kPartOfARide, zone_before_.value_or(false), false});
  }
}

void Engine::follow_floors() {
  if (motion_.settled()) {
    // A departure is felt, or seen in the air, only when the car has left the zone by a little.
    if (now_ - scene_.zone.since >= kUnseenDeparture) zone_before_ = scene_.zone.value();
    rough_rides_.stands();
  }
  zone_doubt_.update(zone_source() == ZoneSource::height && motion_.settled() && !scene_.zone.known, now_);
  // A zone that was made from height gives way to a door that stays open.
  const bool in_zone = scene_.maybe_in_zone() || !health_.good(Sensor::zone);
  const bool at_floor = scene_.standing && scene_.door.is_on() && in_zone;
  if (at_floor && now_ - scene_.door.since >= kFloorSure && now_ - scene_.standing_since >= kFloorSure) {
    follow_creep();
    locator_.stands_at_open_door();
  }
}

void Engine::feel_horseplay() {
  if (!shocks_.horseplay(now_, parameters_) || scene_.door.is_on()) return;
  ledger_.someone_is_there(now_);
  add_values(events_.add(EventKind::horseplay, now_, 12), parameters_,
             {ParameterId::shock_mps2, ParameterId::shocks_count, ParameterId::shock_window_s});
}

void Engine::refresh_scene() {
  scene_.now = now_;
  scene_.door = panel_[Switch::door];
  scene_.presence = panel_[Switch::presence];
  scene_.button = panel_[Switch::button];
  scene_.mains = panel_[Switch::mains];
  scene_.inspection = panel_[Switch::inspection];
  scene_.motion_known = motion_.known();
  scene_.standing = motion_.known() && motion_.standing();
  scene_.standing_since = motion_.standing_since();
  scene_.perhaps_leaving = scene_.standing && motion_.leaving_since() && now_ - *motion_.leaving_since() < kBorneOut;
  const bool felt = motion_.health().acceleration && !motion_.standing() && motion_.whole();
  scene_.speed_mps = felt ? magnitude(motion_.velocity()) : 0.0F;
  scene_.speed_variance = felt ? motion_.velocity_variance() : 0.0F;
  scene_.gaining_speed = motion_.gaining_speed();
  scene_.shaken = shocks_.shaken(now_);
  scene_.pressure_speed_mps.reset();
  if (speed_.suspects(scene_.speed_mps)) scene_.pressure_speed_mps = motion_.speed_by_pressure();
  scene_.zone = zone_view();
}

// DV-3: without the switch, from height, of a car that stands. A switch that is lost is right for as long as the car
// stands where it last spoke, and nobody opens the door.
SwitchView Engine::zone_view() {
  if (health_.good(Sensor::zone)) return heard_zone_ = panel_[Switch::zone];
  if (!motion_.known() || !motion_.standing() || scene_.door.is_on()) heard_zone_ = {};
  if (heard_zone_.known) return heard_zone_;
  std::optional<bool> by_height;
  const bool where_it_stood = magnitude(motion_.displacement()) < kOnTheSpot;  // a departure may be felt
  if (motion_.known() && motion_.standing() && where_it_stood)
    by_height = locator_.in_zone_by_height(parameters_.zone_half_m, parameters_.zone_uncertainty_m);
  if (!by_height)
    height_zone_ = {};
  else if (!height_zone_.known)
    height_zone_ = {true, *by_height, motion_.standing_since()};  // it has been there for as long as it stands
  else if (height_zone_.on != *by_height)
    height_zone_ = {true, *by_height, now_};
  return height_zone_;
}

Surroundings Engine::surroundings() const {
  return {.door_open_in_zone = scene_.door.is_on() && scene_.maybe_in_zone(),
          .in_zone = scene_.zone.is_on(),
          .zone_known = scene_.zone.known,
          .in_a_car = scene_.zone.known || scene_.door.known};
}

void Engine::travelled(const Travel& travel) {
  const bool by_switch = health_.good(Sensor::zone);
  follow_creep();
  const bool began_in_zone = zone_before_.value_or(true);
  const bool ended_in_zone = by_switch ? !panel_[Switch::zone].is_off() : locator_.would_be_at_floor(travel.metres);
  const auto from = locator_.floor_here();
  const auto metres = placed(travel, began_in_zone, ended_in_zone);
  kept_pressure_.reset();
  refresh_scene();
  ++revision_;
  if (metres && magnitude(*metres) <= parameters_.ride_min_m) return;
  report_ride(travel, metres, from);
  rough_rides_.ride_ended(now_, parameters_, events_);
  doors_.ride_began();
  ledger_.ride_ended();
  entrapment_.ride_ended({travel.end, began_in_zone, ended_in_zone, travel.peak_speed_mps, usual_speed_mps_}, scene_,
                         parameters_, events_);
  if (metres && began_in_zone && ended_in_zone) {
    const float share = usual_speed_mps_ > 0 ? kSlowMean : 1.0F;
    usual_speed_mps_ += share * (travel.peak_speed_mps - usual_speed_mps_);
  }
}

// A box without the switch has taken the zone from the height, which must not follow from the zone again.
void Engine::follow_creep() {
  const float metres = motion_.take_crept();
  if (health_.good(Sensor::zone)) locator_.crept(metres);
}

// Metres travelled, as far as they are known.
std::optional<float> Engine::placed(const Travel& travel, bool began_in_zone, bool ended_in_zone) {
  if (!travel.whole) {
    locator_.drifted();
    const auto air = motion_.air().latest();
    if (kept_pressure_ && air) see_where_it_is(air->pa);
    return std::nullopt;
  }
  const float metres = locator_.moved({travel.metres, travel.variance, began_in_zone, ended_in_zone});
  if (metres != travel.metres) motion_.learn_length(metres, travel);
  return metres;
}

void Engine::report_ride(const Travel& travel, std::optional<float> metres, Label from) {
  auto& event = events_.add(EventKind::ride, now_, 1);
  event.ride = Ride{.start = travel.start,
                    .end = travel.end,
                    .metres = metres,
                    .direction = !metres       ? Direction::unknown
                                 : *metres > 0 ? Direction::up
                                               : Direction::down,
                    .from = metres ? from : Label{},
                    .to = locator_.floor_here(),
                    .peak_speed_mps = metres ? travel.peak_speed_mps : 0.0F,
                    .basis = travel.basis};
  add_values(event, parameters_, {ParameterId::ride_min_m});
}

ZoneSource Engine::zone_source() const {
  if (health_.good(Sensor::zone)) return ZoneSource::sensor;
  return site_.floor_count > 0 && motion_.known() ? ZoneSource::height : ZoneSource::none;
}

// What every event says of place and situation.
void Engine::complete(std::span<Event> events) {
  if (events.empty()) return;
  const auto place = locator_.place(motion_.displacement(), scene_.zone.is_on());
  for (auto& event : events) {
    event.position_m = place.height_m;
    event.floor = place.floor;
    event.between_low = place.below;
    event.between_high = place.above;
    auto& situation = event.situation;
    situation.door_open = scene_.door.value();
    situation.in_zone = scene_.zone.value();
    situation.mains_on = scene_.mains.value();
    situation.inspection_on = scene_.inspection.value();
    situation.occupancy = ledger_.state();
    situation.motion = !scene_.motion_known ? Motion::unknown : scene_.standing ? Motion::at_rest : Motion::moving;
    situation.degraded = health_.lost();
    if (zone_source() == ZoneSource::height) event.zone_untrusted = zone_doubt_.total();
    if (event.kind == EventKind::ride) zone_doubt_.begin_anew();
    tell_times(event);
  }
  ++revision_;
}

// As the inputs' clock has them.
void Engine::tell_times(Event& event) const {
  event.at = clock_.told(event.at);
  for (std::size_t i = 0; i < event.reason_count; ++i) event.reason_list[i].at = clock_.told(event.reason_list[i].at);
  if (!event.ride) return;
  event.ride->start = clock_.told(event.ride->start);
  event.ride->end = clock_.told(event.ride->end);
}

void Engine::note_revision() {
  const auto reported = static_cast<ReportedBits>(switch_rules_.reported() | doors_.reported() | speed_.reported() |
                                                  heat_.reported() | rough_rides_.reported());
  const bool parked_in_zone = scene_.standing && scene_.zone.on;  // floors that are passed are no news
  const Signature signature{entrapment_.revision(), reported,       health_.lost().bits(), ledger_.state(),
                            scene_.standing,        scene_.door.on, parked_in_zone};
  if (signature == signature_) return;
  signature_ = signature;
  ++revision_;
}

Engine::Glance Engine::glance() const {
  return {locator_.height(motion_.displacement()),
          motion_.velocity(),
          scene_.standing,
          ledger_.state(),
          zone_source(),
          zone_doubt_.total(),
          motion_.known() && motion_.settled()};
}

Kept Engine::kept() const {
  Kept kept;
  entrapment_.keep(kept, scene_);
  kept.occupancy = ledger_.kept(now_);
  locator_.keep(kept);
  switch_rules_.keep(kept);
  doors_.keep(kept, now_);
  speed_.keep(kept);
  heat_.keep(kept, now_);
  health_.keep(kept);
  shocks_.keep(kept, now_);
  rough_rides_.keep(kept);
  kept.zone_untrusted = zone_doubt_.total();
  kept.motion = motion_.kept();
  kept.zone_before = zone_before_;
  kept.usual_speed_mps = usual_speed_mps_;
  kept.position.was_going = motion_.known() && !motion_.standing();
  kept.position.pressure = rest_pa_;
  if (health_.good(Sensor::acceleration)) kept.position.bias = motion_.bias();
  if (motion_.known() && motion_.standing()) kept.dwell.standing_age = now_ - motion_.standing_since();
  const auto as_kept = [&](const SwitchView& view) {
    return KeptSwitch{view.known, view.on, view.known ? now_ - view.since : Duration{}};
  };
  for (const auto which : kEverySwitch) kept.switches[static_cast<std::size_t>(which)] = as_kept(panel_[which]);
  kept.height_zone = as_kept(height_zone_);
  return kept;
}

KeptSenses Engine::kept_senses() const {
  KeptSenses senses;
  senses.looked_us = age_in_us(looked_, now_);
  senses.spike_count = spikes_.keep(senses.spikes, now_);
  motion_.keep(senses, now_);
  return senses;
}

void Engine::restore(const Kept& kept, Time at) {
  clock_.begin(at);
  const Time now = clock_.advance(at);
  now_ = looked_ = now;
  begun_ = true;
  health_.restore(kept, now);
  follow_health();
  motion_.interrupted(now);
  if (kept.motion) motion_.restore(*kept.motion);
  if (kept.position.bias) motion_.know_bias(*kept.position.bias, 0.005F);
  if (kept.dwell.standing_age) motion_.stood_since(now - *kept.dwell.standing_age);
  locator_.restore(kept);
  if (kept.position.was_going && kept.position.pressure) kept_pressure_ = KeptPressure{*kept.position.pressure};
  rest_pa_ = kept.position.pressure;
  kept_height_ = kept.position.height_m;
  for (const auto which : kEverySwitch) {
    const auto& one = kept.of(which);
    if (one.known && health_.good(sensor_of(which))) panel_.recall(which, one.on, now - one.age);
  }
  ledger_.restore(kept.occupancy, now);
  if (kept.position.was_going) ledger_.ride_ended();  // who was in doubt has ridden, whether or not its end is felt
  entrapment_.restore(kept, now);
  doors_.restore(kept, now);
  switch_rules_.restore(kept);
  speed_.restore(kept);
  heat_.restore(kept);
  rough_rides_.restore(kept);
  zone_doubt_.restore(kept.zone_untrusted);
  usual_speed_mps_ = kept.usual_speed_mps;
  zone_before_ = kept.zone_before;
  if (kept.height_zone.known) height_zone_ = {true, kept.height_zone.on, now - kept.height_zone.age};
  refresh_scene();
}

void Engine::resume(const Kept& kept, Time at) {
  restore(kept, at);
  if (kept.motion && kept.position.bias && kept.dwell.standing_age)
    motion_.resume(*kept.motion, *kept.position.bias, now_ - *kept.dwell.standing_age);
  shocks_.resume(kept, now_);
  doors_.resume(kept, now_);
  heat_.resume(kept, now_);
  if (kept.senses) {
    looked_ = now_ - Duration{kept.senses->looked_us};
    spikes_.resume(kept.senses->spikes, kept.senses->spike_count, now_);
    motion_.resume(*kept.senses, now_);
  }
  refresh_scene();
}

}  // namespace liftguard::engine
