// What waits for confirmation, as a plain list. One journal id.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "firmware/link/backlog.hpp"

namespace liftguard::test {

class PlainBacklog final : public link::Backlog {
 public:
  std::optional<link::RecordKey> next_unconfirmed(Lane lane, std::optional<link::RecordKey> after) const override {
    const auto at = after ? waiting.upper_bound(*after) : waiting.lower_bound({1, lane, 0});
    return at == waiting.end() || at->lane != lane ? std::nullopt : std::optional{*at};
  }
  bool is_unconfirmed(const link::RecordKey& key) const override { return waiting.contains(key); }
  std::size_t unconfirmed(Lane lane) const override {
    return static_cast<std::size_t>(
        std::count_if(waiting.begin(), waiting.end(), [lane](const auto& key) { return key.lane == lane; }));
  }
  std::size_t length(const link::RecordKey& key) const override {
    const auto found = lengths.find(key);
    return found == lengths.end() ? 200 : found->second;
  }

  std::set<link::RecordKey> waiting;
  std::map<link::RecordKey, std::size_t> lengths;  // of those that are not 200 bytes
};

}  // namespace liftguard::test
