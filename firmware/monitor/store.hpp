// What the two threads of the monitor share: the journal and what is known of the lift, behind one mutex.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "firmware/journal/journal.hpp"
#include "firmware/monitor/episode_book.hpp"

namespace liftguard::monitor {

struct Store {
  Store(journal::BlockDevice& device, journal::Options options) : journal(device, std::move(options)) {}

  std::mutex mutex;  // of all below
  journal::Journal journal;
  EpisodeBook episodes;
  std::set<std::string> sensors_lost;
  std::vector<std::string> capabilities;
  std::optional<std::uint64_t> episode_to_close;  // the gateway's order (DV-10), for the engine
};

}  // namespace liftguard::monitor
