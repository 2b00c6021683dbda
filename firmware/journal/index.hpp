// Where every record of the journal lies and which wait for confirmation. In memory; made anew by each recovery.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "firmware/journal/frame.hpp"
#include "firmware/journal/interval_set.hpp"
#include "schemas/event_kind.hpp"

namespace liftguard::journal {

// Identity of a record, for ever: the journal id in force when it was made, its lane, its number from 1.
struct RecordKey {
  std::uint64_t journal = 0;
  Lane lane = Lane::alarm;
  std::uint64_t seq = 0;

  auto operator<=>(const RecordKey&) const = default;
};

struct Place {
  std::uint32_t sector = 0;
  std::uint32_t at = 0;  // device offset of the payload
  std::uint32_t length = 0;
  std::uint32_t crc = 0;
  EventKind kind{};
  std::uint8_t flags = 0;  // of its item
};

class Index {
 public:
  // Journal ids in the order of their beginnings: older ids' records come first everywhere.
  void add_generation(std::uint64_t journal);
  [[nodiscard]] bool knows(std::uint64_t journal) const { return generation_of(journal).has_value(); }

  void put(const RecordKey& key, const Place& place);  // also moves a record that is there; new ones are unconfirmed
  void erase(const RecordKey& key);
  [[nodiscard]] const Place* find(const RecordKey& key) const;

  void confirm(std::uint64_t journal, Lane lane, std::uint64_t first, std::uint64_t last);
  void unconfirm_all();
  [[nodiscard]] bool is_unconfirmed(const RecordKey& key) const;
  [[nodiscard]] std::size_t unconfirmed(Lane lane) const { return lanes_[index(lane)].unconfirmed.size(); }
  [[nodiscard]] std::size_t records(Lane lane) const { return lanes_[index(lane)].places.size(); }

  // The first that waits after `after`, or of all; in order of journal id and number.
  [[nodiscard]] std::optional<RecordKey> next_unconfirmed(Lane lane, std::optional<RecordKey> after) const;

  [[nodiscard]] std::vector<RecordKey> in_sector(std::uint32_t sector) const;
  [[nodiscard]] std::optional<RecordKey> newest_unconfirmed(Lane lane, EventKind kind) const;

 private:
  struct Order {
    std::uint32_t generation = 0;
    std::uint64_t seq = 0;
    auto operator<=>(const Order&) const = default;
  };
  struct LaneIndex {
    std::map<Order, Place> places;
    std::set<Order> unconfirmed;
  };
  static std::size_t index(Lane lane) { return static_cast<std::size_t>(lane); }
  [[nodiscard]] std::optional<std::uint32_t> generation_of(std::uint64_t journal) const;
  [[nodiscard]] std::optional<Order> order_of(const RecordKey& key) const;
  [[nodiscard]] RecordKey key_of(Lane lane, const Order& order) const;

  std::vector<std::uint64_t> generations_;
  std::array<LaneIndex, kLanes> lanes_;
  std::map<std::uint32_t, std::set<std::pair<Lane, Order>>> sectors_;
};

}  // namespace liftguard::journal
