// The first thread: sensor port -> engine -> journal. What the engine reports is durable, together with the engine's
// state, before the other thread is told of it.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "firmware/engine/engine.hpp"
#include "firmware/monitor/clip_cutter.hpp"
#include "firmware/monitor/keep_plan.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"
#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::monitor {

enum class ClipPath : std::uint8_t {
  open = 0,
  closed = 1,   // safe mode
  crashes = 2,  // a planted fault: the program ends by it as soon as the lift is heard
};

class Sensing {
 public:
  using Notify = std::function<void(Lane highest)>;

  // `notify` is called after an append. The port, the store and the clocks must outlive it.
  Sensing(port::SensorPort& port, const engine::Parameters& parameters, Store& store, const Stamper& stamper,
          const SteadyClock& clock, Notify notify, ClipPath clip_path = ClipPath::open);

  // Takes what the sensors give within `patience`. True: something came, a tick if nothing else, or the source has yet
  // to be heard for the first time. Throws journal::DeviceError.
  bool step(std::chrono::milliseconds patience);

  // Makes the engine's latest state durable, and what the journal had refused if it takes it now: at an orderly end.
  void finish();

 private:
  // An event that the journal has refused waits for its next chance.
  struct Waiting {
    engine::Event event;
    Lane lane;
    wire::Bytes record;
    SteadyTime heard;  // when the sample came that made it
  };
  static constexpr std::size_t kMostWaiting = 128;
  static constexpr std::chrono::seconds kTellEvery{1};

  void start_engine(engine::Time now);
  void open_clip_path();
  void take(const engine::Input& input);
  void note_mains(const engine::Input& input);
  void note_reading(const engine::Input& input);
  void tell_vitals();
  void note_standing();
  [[nodiscard]] bool moves_are_felt() const;  // of the store it reads what this thread alone writes
  void run_engine(const engine::Input& input);
  void journal_events(std::span<const engine::Event> events);
  void journal_waiting();                               // with the store's mutex; so the next three
  [[nodiscard]] bool journal_first(std::size_t count);  // of those that wait
  void tell_journalled(std::span<const journal::RecordKey> keys, SteadyTime now);
  void give_up_some();
  void give_up(std::vector<Waiting>::iterator which, std::string_view why);
  void journal_again();
  void take_order(engine::Time at);
  void keep_if_due();
  void keep();

  port::SensorPort& port_;
  engine::Parameters parameters_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  Notify notify_;
  std::unique_ptr<engine::Engine> engine_;
  const ClipPath clip_path_;
  std::unique_ptr<ClipCutter> clips_;  // with the engine; null: in safe mode
  std::optional<bool> mains_;          // as last heard
  std::optional<bool> standing_;
  std::uint64_t taken_ = 0;  // inputs since the start
  SteadyTime heard_{};  // when the newest came: what waits for the store's mutex counts as on its way to the journal
  SensingVitals vitals_;
  SteadyTime told_{};
  KeepPlan plan_;
  std::vector<Waiting> waiting_;  // oldest first; while any waits no state is written
  bool refused_ = false;          // that was said
};

}  // namespace liftguard::monitor
