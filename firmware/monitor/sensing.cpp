#include "firmware/monitor/sensing.hpp"

#include <algorithm>
#include <cstdlib>

#include <spdlog/spdlog.h>

#include "firmware/monitor/event_record.hpp"
#include "firmware/monitor/kept_state.hpp"

namespace liftguard::monitor {
namespace {

// DV-3: a box without a zone switch says whether it can do without. Where it cannot, only the button tells of people
// who are stuck between floors.
std::string_view zone_capability(const engine::Site& site) {
  if (site.sensors.has(engine::Sensor::zone)) return "zone_by_switch";
  const bool moves_are_felt =
      site.sensors.has(engine::Sensor::acceleration) || site.sensors.has(engine::Sensor::pressure);
  return site.floor_count > 0 && moves_are_felt ? "zone_by_height" : "zone_unknown";
}

}  // namespace

Sensing::Sensing(port::SensorPort& port, const engine::Parameters& parameters, Store& store, const Stamper& stamper,
                 const SteadyClock& clock, Notify notify, ClipPath clip_path)
    : port_(port),
      parameters_(parameters),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      notify_(std::move(notify)),
      clip_path_(clip_path) {}

bool Sensing::step(std::chrono::milliseconds patience) {
  const auto before = taken_;
  port_.wait(patience, [this](const engine::Input& input) { take(input); });
  note_standing();
  journal_again();
  keep_if_due();
  if (clips_ && clips_->step(port_.now())) notify_(Lane::bulk);
  tell_vitals();
  return taken_ != before || !engine_;
}

void Sensing::start_engine(engine::Time now) {
  engine_ = std::make_unique<engine::Engine>(*port_.site(), parameters_);
  open_clip_path();
  const std::lock_guard lock(store_.mutex);
  store_.sensors = names_of(port_.site()->sensors);
  store_.capabilities = store_.sensors;
  store_.capabilities.emplace_back(zone_capability(*port_.site()));
  if (const auto kept = engine_of(store_.kept)) {
    engine_->restore(*kept, now);
    store_.sensors_lost = sensors_lost_of(store_.kept);
    spdlog::info("engine: state restored, {} open episode(s)", store_.kept.episodes.open().size());
  } else if (!store_.kept.engine.empty() || store_.kept_unreadable) {
    spdlog::error("engine: the state that was kept cannot be read (of a later version?): it starts knowing nothing");
  }
  plan_.kept(*engine_, clock_.now());
}

void Sensing::open_clip_path() {
  switch (clip_path_) {
    case ClipPath::open:
      clips_ = std::make_unique<ClipCutter>(*port_.site(), parameters_, store_, stamper_);
      return;
    case ClipPath::closed:
      return;
    case ClipPath::crashes:
      std::abort();
  }
}

void Sensing::take(const engine::Input& input) {
  ++taken_;
  heard_ = clock_.now();
  if (!engine_) start_engine(input.at);
  note_reading(input);
  note_mains(input);
  take_order(input.at);
  run_engine(input);
}

void Sensing::note_reading(const engine::Input& input) {
  if (std::holds_alternative<engine::Tick>(input.reading)) return;
  ++vitals_.samples;
  if (const auto* reading = std::get_if<engine::Temperature>(&input.reading))
    vitals_.temperature_c = static_cast<double>(reading->celsius);
}

void Sensing::tell_vitals() {
  const auto now = clock_.now();
  if (now - told_ < kTellEvery) return;
  told_ = now;
  vitals_.battery = port_.battery();
  vitals_.delivery = port_.delivery();
  const std::lock_guard lock(store_.mutex);
  store_.sensing = vitals_;
}

// For the self-test; the engine says of mains only that it came or went.
void Sensing::note_mains(const engine::Input& input) {
  const auto* reading = std::get_if<engine::SwitchReading>(&input.reading);
  if (reading == nullptr || reading->which != engine::Switch::mains || reading->on == mains_) return;
  mains_ = reading->on;
  const std::lock_guard lock(store_.mutex);
  store_.mains = mains_;
}

// For whoever would end the program: a car that rests has nothing to tell meanwhile.
void Sensing::note_standing() {
  if (!engine_) return;
  const auto standing = engine_->glance().settled ? std::optional(true)
                        : moves_are_felt()        ? std::optional(false)
                                                  : std::nullopt;
  if (standing == standing_) return;
  standing_ = standing;
  const std::lock_guard lock(store_.mutex);
  store_.standing = standing;
}

bool Sensing::moves_are_felt() const {
  const auto works = [this](engine::Sensor sensor) {
    return port_.site()->sensors.has(sensor) && !store_.sensors_lost.contains(std::string(engine::sensor_name(sensor)));
  };
  return works(engine::Sensor::acceleration) || works(engine::Sensor::pressure);
}

void Sensing::run_engine(const engine::Input& input) {
  if (clips_) clips_->take(input, *engine_);
  const auto events = engine_->step(input);
  if (!events.empty()) journal_events(events);
}

void Sensing::journal_events(std::span<const engine::Event> events) {
  const auto now = port_.now();
  const std::lock_guard lock(store_.mutex);
  for (const auto& event : events) {
    const auto body = body_of(event, now, stamper_);
    store_.kept.episodes.take(body);
    if (event.sensor && event.kind == EventKind::sensor_lost)
      store_.sensors_lost.emplace(engine::sensor_name(event.sensor->sensor));
    if (event.sensor && event.kind == EventKind::sensor_restored)
      store_.sensors_lost.erase(std::string(engine::sensor_name(event.sensor->sensor)));
    auto record = wire::encode_record(body);
    if (record)
      waiting_.push_back({event, lane_of(event.kind), std::move(*record), heard_});
    else
      spdlog::critical("event {} cannot be recorded: {}", find_event(event.kind)->name, record.error().detail);
  }
  journal_waiting();
}

// All in one frame with the engine's state (DV-11). Where that is refused one by one, the most urgent first; the state,
// which knows of them all, is written with the last.
void Sensing::journal_waiting() {
  while (!waiting_.empty() && !journal_first(waiting_.size())) {
    const auto urgent = std::min_element(waiting_.begin(), waiting_.end(),
                                         [](const auto& a, const auto& b) { return a.lane < b.lane; });
    std::rotate(waiting_.begin(), urgent, urgent + 1);
    if (!journal_first(1)) break;
  }
  if (waiting_.size() > kMostWaiting) give_up_some();
  refused_ = !waiting_.empty();
}

bool Sensing::journal_first(std::size_t count) {
  std::vector<journal::Draft> drafts;
  for (std::size_t i = 0; i < count; ++i)
    drafts.push_back({waiting_[i].lane, waiting_[i].event.kind, waiting_[i].record});
  const bool all = count == waiting_.size();
  auto before = store_.kept.engine;
  if (all) store_.kept.engine = encode_engine(engine_->kept());
  const auto keys = store_.journal.append(drafts, all ? encode(store_.kept) : std::vector<std::uint8_t>{});
  if (!keys) {
    store_.kept.engine = std::move(before);  // a state that knows of these events must not outlive them
    if (count == 1 && keys.error().code == "too_large") {
      give_up(waiting_.begin(), keys.error().detail);
      return true;
    }
    if (!refused_) spdlog::critical("{} event(s) cannot be journalled and wait: {}", count, keys.error().detail);
    refused_ = true;
    return false;
  }
  if (all) plan_.kept(*engine_, clock_.now());
  tell_journalled(*keys, clock_.now());
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  return true;
}

void Sensing::tell_journalled(std::span<const journal::RecordKey> keys, SteadyTime now) {
  auto highest = Lane::bulk;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& key = keys[i];
    highest = std::min(highest, key.lane);
    if (clips_) clips_->journalled(waiting_[i].event, key);
    spdlog::info("event {} lane {} seq {} journalled in {} us", find_event(waiting_[i].event.kind)->name,
                 static_cast<int>(key.lane), key.seq, (now - waiting_[i].heard).count());
  }
  if (!keys.empty()) notify_(highest);
}

// The least urgent go, of these the oldest.
void Sensing::give_up_some() {
  while (waiting_.size() > kMostWaiting) {
    const auto least = std::max_element(waiting_.begin(), waiting_.end(),
                                        [](const auto& a, const auto& b) { return a.lane < b.lane; });
    give_up(least, "too many wait for the journal");
  }
}

void Sensing::give_up(std::vector<Waiting>::iterator which, std::string_view why) {
  spdlog::critical("event {} is lost: {}", find_event(which->event.kind)->name, why);
  waiting_.erase(which);
}

void Sensing::take_order(engine::Time at) {
  {
    const std::lock_guard lock(store_.mutex);
    const auto order = std::exchange(store_.episode_to_close, std::nullopt);
    const auto open = store_.kept.episodes.open();
    const auto is_open = [&](const wire::EpisodeMark& mark) { return order && mark.id == *order; };
    if (!std::any_of(open.begin(), open.end(), is_open)) return;
    spdlog::info("episode {} is closed by the gateway's order", *order);
  }
  run_engine({at, engine::EpisodeClosed{}});
}

void Sensing::journal_again() {
  if (waiting_.empty()) return;
  const std::lock_guard lock(store_.mutex);
  journal_waiting();
}

void Sensing::keep_if_due() {
  if (engine_ && plan_.due(*engine_, clock_.now())) keep();
}

void Sensing::keep() {
  if (!waiting_.empty()) return;  // it knows of them
  const std::lock_guard lock(store_.mutex);
  store_.kept.engine = encode_engine(engine_->kept());
  store_.journal.save_kept(encode(store_.kept));
  plan_.kept(*engine_, clock_.now());
}

// Also where nothing changed but the ages of what counts.
void Sensing::finish() {
  if (!engine_) return;
  journal_again();
  keep();
}

}  // namespace liftguard::monitor
