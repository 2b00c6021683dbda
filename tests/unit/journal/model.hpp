// What a journal was told and what it must therefore still know: the judge of the power-cut tests.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <vector>

#include "firmware/journal/journal.hpp"
#include "tests/unit/journal/fake_flash.hpp"

namespace liftguard::test {

using journal::Journal;
using journal::RecordKey;
using wire::Bytes;

inline constexpr journal::Geometry kSmall{4096, 19, 16};

inline journal::Options small_options(std::mt19937& random, journal::SectorCounts sectors = {8, 4, 4, 3}) {
  journal::Options options;
  options.sectors = sectors;
  options.max_record = 600;
  options.stamp = [] { return wire::Stamp{utc_from_ms(1'795'000'000'000), wire::TimeQuality::synchronised, 1, 1}; };
  options.random = [&random] { return (std::uint64_t{random()} << 32) | random(); };
  return options;
}

// One append: its records by lane and kind, and the engine's state with it (empty: unchanged).
struct Step {
  struct Record {
    Lane lane;
    EventKind kind;
    Bytes bytes;
  };
  std::vector<Record> records;
  Bytes kept;
};

class Model {
 public:
  explicit Model(std::uint32_t seed) : random_(seed) {}

  std::mt19937& random() { return random_; }

  Step make_step() {
    static constexpr std::array kLanes{Lane::alarm, Lane::event, Lane::event, Lane::bulk, Lane::bulk, Lane::bulk};
    static constexpr std::array kKinds{EventKind::trapped, EventKind::mains_lost, EventKind::mains_lost,
                                       EventKind::ride,    EventKind::ride,       EventKind::ride};
    Step step;
    for (auto n = random_() % 8 == 0 ? 2 : 1; n > 0; --n) {
      const auto which = random_() % kLanes.size();
      step.records.push_back({kLanes[which], kKinds[which], make_bytes(20 + random_() % 200)});
    }
    if (random_() % 2 == 0) step.kept = make_bytes(40);
    return step;
  }

  Bytes make_bytes(std::size_t length) {
    Bytes out(length);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(random_());
    return out;
  }

  // What is being written when the power goes may be there afterwards or not, but whole.
  void begin(const Step& step) { in_flight_ = step; }
  void accepted(const std::vector<RecordKey>& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) records_[keys[i]] = in_flight_.records[i].bytes;
    if (!in_flight_.kept.empty()) kept_ = in_flight_.kept;
    in_flight_ = {};
  }
  void confirmed(const RecordKey& key) { confirmed_.insert(key); }
  [[nodiscard]] const std::map<RecordKey, Bytes>& records() const { return records_; }

  // After a recovery. Takes what came of the step in flight into account. Empty: all is well.
  std::vector<std::string> judge(Journal& journal) {
    std::vector<std::string> out;
    std::set<RecordKey> waiting;
    std::map<std::pair<std::uint64_t, Lane>, journal::IntervalSet> gaps;
    std::vector<std::pair<RecordKey, Bytes>> strangers;
    for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
      for (auto key = journal.next_unconfirmed(lane, std::nullopt); key; key = journal.next_unconfirmed(lane, key)) {
        const auto bytes = journal.read(*key);
        if (!bytes) {
          out.push_back(name(*key) + " cannot be read");
          continue;
        }
        waiting.insert(*key);
        if (const auto known = records_.find(*key); known != records_.end()) {
          if (known->second != *bytes) out.push_back(name(*key) + " has other bytes");
        } else if (const auto body = wire::decode_record(*bytes);
                   body && std::holds_alternative<wire::GapBody>(*body)) {
          const auto& gap = std::get<wire::GapBody>(*body);
          if (gap.first > 0) gaps[{gap.journal, gap.lane}].add(gap.first, gap.last);
        } else {
          strangers.emplace_back(*key, *bytes);
        }
      }
    for (const auto& [key, bytes] : records_) {
      const bool given_up = gaps[{key.journal, key.lane}].contains(key.seq);
      if (given_up && waiting.contains(key)) out.push_back(name(key) + " was given up and has risen");
      if (waiting.contains(key) || confirmed_.contains(key)) continue;
      if (key.lane != Lane::alarm && given_up) continue;
      out.push_back(name(key) + " is lost without a word");
    }
    judge_flight(journal, strangers, out);
    return out;
  }

 private:
  static std::string name(const RecordKey& key) {
    return std::to_string(key.journal) + "/" + std::to_string(static_cast<int>(key.lane)) + "/" +
           std::to_string(key.seq);
  }

  void judge_flight(Journal& journal, const std::vector<std::pair<RecordKey, Bytes>>& strangers,
                    std::vector<std::string>& out) {
    const Bytes kept(journal.kept().begin(), journal.kept().end());
    const bool landed =
        !strangers.empty() || (in_flight_.records.empty() && !in_flight_.kept.empty() && kept == in_flight_.kept);
    if (landed && strangers.size() != in_flight_.records.size()) out.push_back("half a step, or a record from nowhere");
    std::multiset<Bytes> wanted, found;
    for (const auto& record : in_flight_.records) wanted.insert(record.bytes);
    for (const auto& [key, bytes] : strangers) found.insert(bytes);
    if (landed && wanted != found) out.push_back("a record from nowhere");
    if (landed && !in_flight_.kept.empty()) kept_ = in_flight_.kept;
    if (kept != kept_) out.push_back("the engine's state is not that of the last step");
    for (const auto& [key, bytes] : strangers) records_[key] = bytes;
    in_flight_ = {};
  }

  std::mt19937 random_;
  std::map<RecordKey, Bytes> records_;
  std::set<RecordKey> confirmed_;
  Bytes kept_;
  Step in_flight_;
};

// Appends a step and keeps the model's books; false: refused.
inline bool append(Journal& journal, Model& model, const Step& step) {
  model.begin(step);
  std::vector<journal::Draft> drafts;
  for (const auto& record : step.records) drafts.push_back({record.lane, record.kind, record.bytes});
  const auto keys = journal.append(drafts, step.kept);
  if (!keys) {
    model.begin({});
    return false;
  }
  model.accepted(*keys);
  return true;
}

// Confirms everything up to a number in a lane of the current journal id, as a gateway would.
inline void confirm_up_to(Journal& journal, Model& model, Lane lane, std::uint64_t contiguous,
                          std::uint64_t incarnation = 7) {
  for (const auto& [key, bytes] : model.records())
    if (key.journal == journal.id() && key.lane == lane && key.seq <= contiguous) model.confirmed(key);
  (void)journal.confirm({journal.id(), incarnation, {{lane, contiguous, {}}}}, SteadyTime{});
}

}  // namespace liftguard::test
