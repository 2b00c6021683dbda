// Rubbish for the engine: with no limits at all, and with switches that tell the truth.
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "tests/fuzz/engine_watch.hpp"
#include "tests/fuzz/rubbish.hpp"

namespace liftguard::fuzz {
namespace {

using engine::Duration;
using engine::Engine;
using engine::Input;
using engine::Parameters;
using engine::Sensor;
using engine::Site;
using engine::Switch;
using engine::SwitchReading;
using engine::Time;

constexpr std::size_t kMostSteps = 20'000;  // an input's work is bounded by its length, and by this
constexpr std::size_t kMostPause = 2'400;   // half seconds

Site any_site(ByteSource& bytes) {
  Site site;
  site.sensors = {};
  const auto sensors = bytes.take<std::uint16_t>();
  for (std::size_t i = 0; i < engine::kSensors; ++i)
    if ((sensors >> i & 1U) == 0) site.sensors.add(static_cast<Sensor>(i));
  site.floor_count = static_cast<std::uint8_t>(bytes.below(Site::kMaxFloors + 1));
  for (std::size_t i = 0; i < site.floor_count; ++i)
    site.floors[i] = {engine::Label(std::to_string(i)), 3.0F * static_cast<float>(i)};
  if (bytes.flag()) site.start_floor = engine::Label("0");
  if (bytes.flag()) site.rated_speed_mps = 1.0F + 0.1F * static_cast<float>(bytes.below(60));
  site.gravity_known = bytes.flag();
  return site;
}

Parameters any_parameters(ByteSource& bytes) {
  Parameters parameters;
  for (const auto changes = bytes.below(4); const auto& facts : engine::kParameterFacts) {
    if (changes == 0) break;
    const auto where = bytes.below(8);
    if (where == 0) parameters.*facts.field = facts.lowest;
    if (where == 1) parameters.*facts.field = facts.highest;
  }
  return parameters;
}

// An engine with a watch at its shoulder.
class Watched {
 public:
  Watched(const Site& site, const Parameters& parameters) : site_(site), parameters_(parameters) { start(); }

  void step(const Input& input) {
    watch_.told(input);
    watch_.reported(engine_->step(input));
  }
  void repeat(Input input, std::size_t times, Duration apart) {
    for (std::size_t i = 0; i < times; ++i) {
      step(input);
      input.at =
          Time{Duration{static_cast<std::int64_t>(static_cast<std::uint64_t>(input.at.time_since_epoch().count()) +
                                                  static_cast<std::uint64_t>(apart.count()))}};
    }
  }
  // Power off and on, at the same time or at another clock's.
  void reboot(Time now) {
    std::array<std::uint8_t, engine::Kept::kMaxEncoded> bytes{};
    const auto size = encode(engine_->kept(), bytes);
    engine::Kept kept;
    if (size == 0 || !decode(std::span(bytes).first(size), kept)) {
      note("what was kept does not come back");
      return;
    }
    watch_.rebooted(kept);
    start();
    engine_->restore(kept, now);
  }
  void finish() { watch_.reported(engine_->finish()); }
  void note(std::string_view what) {
    if (broken_.empty()) broken_ = what;
  }
  [[nodiscard]] std::string broken() const { return watch_.broken().empty() ? broken_ : watch_.broken(); }
  [[nodiscard]] bool saw(EventKind kind) const { return watch_.saw(kind); }

 private:
  void start() { engine_.emplace(site_, parameters_); }

  Site site_;
  Parameters parameters_;
  std::optional<Engine> engine_;
  EngineWatch watch_;
  std::string broken_;
};

// The years that a monotonic clock may show: beyond them differences of times are not looked at.
Time sensible(Time time) {
  constexpr Time kFar{Duration{std::int64_t{1} << 55}};
  return std::clamp(time, Time{}, kFar);
}

// Feeds words of the switches before every reading, as often as they must be repeated (DV-19), by the clock of the
// readings, wherever it jumps.
class TruthfulSwitches {
 public:
  explicit TruthfulSwitches(std::initializer_list<SwitchReading> words) : words_(words) {}

  // The others may say what they like, and are repeated too.
  void say(Watched& car, Time now, const SwitchReading& word) {
    std::erase_if(words_, [&](const auto& one) { return one.which == word.which; });
    words_.push_back(word);
    car.step({now, word});
  }

  // Long enough for any dwell time to come true: seconds without rubbish, up to twenty minutes.
  void let_pass(Watched& car, Time& now, std::size_t half_seconds) {
    for (std::size_t i = 0; i < half_seconds; ++i) {
      now = sensible(now + Duration{500'000});
      tell(car, now);
      const float noise = 0.001F * static_cast<float>(i % 11);
      car.step({now, engine::Pressure{101'000.0F + noise}});
      car.step({now, engine::Acceleration{noise, 0.0F, 9.81F + noise}});
    }
  }
  void tell(Watched& car, Time now) {
    if (told_ && now >= *told_ && now - *told_ < Duration{500'000}) return;
    told_ = now;
    for (const auto& word : words_) car.step({now, word});
  }

 private:
  std::vector<SwitchReading> words_;
  std::optional<Time> told_;
};

std::string nobody_trapped(Watched& car) {
  car.finish();
  if (!car.broken().empty()) return car.broken();
  if (car.saw(EventKind::trapped)) return "trapped out of rubbish";
  if (car.saw(EventKind::stopped_outside_zone)) return "stopped_outside_zone out of rubbish";
  return {};
}

}  // namespace

std::string engine_inputs(Bytes all) {
  ByteSource bytes(all);
  const Site site = any_site(bytes);
  Watched car(site, any_parameters(bytes));
  Time now{};
  for (std::size_t steps = 0; !bytes.empty() && steps < kMostSteps; ++steps) {
    now = next_time(bytes, now);
    const Input input{now, any_reading(bytes)};
    const auto what = bytes.below(32);
    if (what == 0) {
      const std::size_t times = bytes.take<std::uint16_t>() % 2000U;
      car.repeat(input, times, bytes.flag() ? Duration{10'000} : Duration{1'000'000});
      steps += times;
    } else if (what == 1) {
      car.reboot(next_time(bytes, now));
    } else {
      car.step(input);
    }
  }
  car.finish();
  return car.broken();
}

std::string open_door(Bytes all) {
  ByteSource bytes(all);
  Watched car(Site{}, Parameters{});
  TruthfulSwitches switches({{Switch::door, true}, {Switch::zone, true}, {Switch::inspection, false}});
  Time now{};
  for (std::size_t steps = 0; !bytes.empty() && steps < kMostSteps; ++steps) {
    now = sensible(next_time(bytes, now));
    switches.tell(car, now);
    const auto what = bytes.below(8);
    if (what == 2 && bytes.below(16) == 0)
      switches.let_pass(car, now, bytes.take<std::uint16_t>() % kMostPause);
    else if (what == 0)
      switches.say(car, now, {bytes.flag() ? Switch::presence : Switch::button, bytes.flag()});
    else if (what == 1)
      switches.say(car, now, {Switch::mains, bytes.flag()});
    else
      car.step({now, analog_rubbish(bytes)});
  }
  return nobody_trapped(car);
}

std::string nobody_in(Bytes all) {
  ByteSource bytes(all);
  Watched car(Site{}, Parameters{});
  TruthfulSwitches switches({{Switch::door, false},
                             {Switch::zone, true},
                             {Switch::presence, false},
                             {Switch::button, false},
                             {Switch::inspection, false}});
  Time now{};
  for (std::size_t steps = 0; !bytes.empty() && steps < kMostSteps; ++steps) {
    now = sensible(next_time(bytes, now));
    switches.tell(car, now);
    const float noise = 0.001F * static_cast<float>(bytes.take<std::int8_t>() % 20);
    const auto what = bytes.below(4);
    if (what == 0 && bytes.below(16) == 0)
      switches.let_pass(car, now, bytes.take<std::uint16_t>() % kMostPause);
    else if (what == 0)
      car.step({now, engine::Acceleration{impossible(bytes), noise, 9.81F}});
    else if (what == 1)
      car.step({now, engine::Pressure{rubbish(bytes, kUsualPressure)}});
    else if (what == 2)
      car.step({now, engine::Temperature{rubbish(bytes, kUsualCelsius)}});
    else
      car.step({now, engine::Acceleration{noise, noise, 9.81F + noise}});
  }
  return nobody_trapped(car);
}

}  // namespace liftguard::fuzz
