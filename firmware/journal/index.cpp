#include "firmware/journal/index.hpp"

#include <algorithm>
#include <iterator>

namespace liftguard::journal {

void Index::add_generation(std::uint64_t journal) {
  if (!knows(journal)) generations_.push_back(journal);
}

std::optional<std::uint32_t> Index::generation_of(std::uint64_t journal) const {
  for (auto i = generations_.size(); i > 0; --i)
    if (generations_[i - 1] == journal) return static_cast<std::uint32_t>(i - 1);
  return std::nullopt;
}

std::optional<Index::Order> Index::order_of(const RecordKey& key) const {
  const auto generation = generation_of(key.journal);
  return generation ? std::optional{Order{*generation, key.seq}} : std::nullopt;
}

RecordKey Index::key_of(Lane lane, const Order& order) const {
  return {generations_[order.generation], lane, order.seq};
}

void Index::put(const RecordKey& key, const Place& place) {
  add_generation(key.journal);
  const auto order = *order_of(key);
  auto& lane = lanes_[index(key.lane)];
  const auto [at, is_new] = lane.places.try_emplace(order, place);
  if (is_new)
    lane.unconfirmed.insert(order);
  else
    sectors_[at->second.sector].erase({key.lane, order});
  at->second = place;
  sectors_[place.sector].insert({key.lane, order});
}

void Index::erase(const RecordKey& key) {
  const auto order = order_of(key);
  if (!order) return;
  auto& lane = lanes_[index(key.lane)];
  const auto at = lane.places.find(*order);
  if (at == lane.places.end()) return;
  sectors_[at->second.sector].erase({key.lane, *order});
  lane.unconfirmed.erase(*order);
  lane.places.erase(at);
}

const Place* Index::find(const RecordKey& key) const {
  const auto order = order_of(key);
  if (!order) return nullptr;
  const auto& places = lanes_[index(key.lane)].places;
  const auto at = places.find(*order);
  return at == places.end() ? nullptr : &at->second;
}

void Index::confirm(std::uint64_t journal, Lane lane, std::uint64_t first, std::uint64_t last) {
  const auto generation = generation_of(journal);
  if (!generation) return;
  auto& waiting = lanes_[index(lane)].unconfirmed;
  waiting.erase(waiting.lower_bound({*generation, first}), waiting.upper_bound({*generation, last}));
}

void Index::unconfirm_all() {
  for (auto& lane : lanes_)
    for (const auto& [order, place] : lane.places) lane.unconfirmed.insert(order);
}

bool Index::is_unconfirmed(const RecordKey& key) const {
  const auto order = order_of(key);
  return order && lanes_[index(key.lane)].unconfirmed.contains(*order);
}

std::optional<RecordKey> Index::next_unconfirmed(Lane lane, std::optional<RecordKey> after) const {
  const auto& waiting = lanes_[index(lane)].unconfirmed;
  auto at = waiting.begin();
  if (after)
    if (const auto order = order_of(*after)) at = waiting.upper_bound(*order);
  return at == waiting.end() ? std::nullopt : std::optional{key_of(lane, *at)};
}

std::vector<RecordKey> Index::in_sector(std::uint32_t sector) const {
  std::vector<RecordKey> out;
  const auto found = sectors_.find(sector);
  if (found == sectors_.end()) return out;
  for (const auto& [lane, order] : found->second) out.push_back(key_of(lane, order));
  return out;
}

std::optional<RecordKey> Index::newest_unconfirmed(Lane lane, EventKind kind) const {
  const auto& one = lanes_[index(lane)];
  for (auto at = one.unconfirmed.rbegin(); at != one.unconfirmed.rend(); ++at)
    if (one.places.at(*at).kind == kind) return key_of(lane, *at);
  return std::nullopt;
}

}  // namespace liftguard::journal
