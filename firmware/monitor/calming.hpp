// Calming the car in the box's program: what is open in the journal and what the gateway tells goes in, what is said
// goes to the speaker, and what people answer to the desk with the alarms.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "common/wire/down.hpp"
#include "firmware/calm/script.hpp"
#include "firmware/calm/speaker.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

class Calming {
 public:
  // All must outlive it. `told` is called after an answer was appended to the alarm lane.
  Calming(const CalmConfig& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
          std::function<void()> told);

  void take(const wire::RescueNews& news);  // any thread

  // To be called about once a second by one thread. Throws journal::DeviceError.
  void step();

 private:
  void follow_episode(SteadyTime now);
  void follow_news();
  void tell(calm::Reply reply);

  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  const std::function<void()> told_;
  std::unique_ptr<calm::Speaker> speaker_;     // none: this box has no voice, and then nothing here does anything
  std::unique_ptr<calm::ButtonPort> buttons_;  // none: nobody can answer
  calm::Script script_;
  std::uint64_t episode_ = 0;  // that is open; 0: none
  std::mutex mutex_;
  std::vector<wire::RescueNews> news_;  // under it
};

}  // namespace liftguard::monitor
