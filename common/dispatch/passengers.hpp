// What the people in the car answered to the box's questions, kept with the order of their episode.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/id.hpp"
#include "common/storage/database.hpp"

namespace liftguard::dispatch {

// Numbers are those of the table passenger_answers and of the wire; unknown: asked by a newer box.
enum class PassengerQuestion : std::uint8_t { unknown = 0, anyone_hurt = 1 };
enum class PassengerReply : std::uint8_t { none = 0, yes = 1, no = 2 };

struct PassengerAnswer {
  EventId id{};  // of the stored record; unique
  std::string monitor{};
  std::uint64_t journal = 0;
  std::uint64_t episode = 0;
  PassengerQuestion question = PassengerQuestion::anyone_hurt;
  PassengerReply reply = PassengerReply::none;
  UtcTime happened{};
  UtcTime received{};
};

struct EpisodeKey;
struct OrderRecord;

// Shown on the time line of the episode's order, also of one that is made later; the desk is told by the change log,
// and rings once an episode when somebody is hurt.
void take_passenger_answer(storage::Transaction& tx, const PassengerAnswer& answer);

// To be called when an episode is given its order: an answer may have come before its alarm (fault row A8), and the
// desk rings for it now.
void ring_for_earlier_answers(storage::Transaction& tx, const OrderRecord& order, const EpisodeKey& episode,
                              UtcTime now);

}  // namespace liftguard::dispatch
