// What the threads of the monitor share: the journal and what is known of the lift, behind one mutex.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "firmware/journal/journal.hpp"
#include "firmware/monitor/clip_wish.hpp"
#include "firmware/monitor/kept_state.hpp"
#include "firmware/port/linux/sensor_port.hpp"

namespace liftguard::monitor {

// What the sensing thread knows of itself, as of the last second.
struct SensingVitals {
  std::uint64_t samples = 0;            // readings handed to the engine since the start
  std::optional<double> temperature_c;  // as last read
  port::Battery battery;
  port::Delivery delivery;
};

struct Store {
  Store(journal::BlockDevice& device, journal::Options options)
      : journal(device, std::move(options)),
        kept(decode_kept(journal.kept()).value_or(KeptState{})),
        kept_unreadable(!journal.kept().empty() && !decode_kept(journal.kept())) {}

  std::mutex mutex;  // of all below
  journal::Journal journal;
  KeptState kept;              // written with the records that changed it
  const bool kept_unreadable;  // what an earlier program kept: this one began with an empty state
  std::set<std::string> sensors_lost;
  std::vector<std::string> sensors;       // those fitted; empty: nothing was heard of them yet
  std::vector<std::string> capabilities;  // they, and what is made of them
  std::optional<bool> mains;              // as last heard
  std::optional<bool> standing;           // the car rests and no departure is felt; none: not heard yet
  SensingVitals sensing;
  bool confirmed = false;                         // the gateway has confirmed something since the start
  std::deque<ClipWish> clip_wishes;               // at most ClipWish::kMost
  std::size_t rotten = 0;                         // records that could not be read again since the start
  std::optional<std::uint64_t> episode_to_close;  // the gateway's order (DV-10), for the engine
};

}  // namespace liftguard::monitor
