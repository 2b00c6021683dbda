// A box (real journal, real link) against a broker and a gateway that lose, repeat, reorder and crash, in virtual time
// from one seed. The model's database is the judge.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "firmware/journal/journal.hpp"
#include "firmware/link/link.hpp"
#include "tests/unit/journal/fake_flash.hpp"

namespace liftguard::test {

using journal::RecordKey;

struct Faults {
  bool loss = true;        // between broker and gateway, both ways: 30 %
  bool duplicates = true;  // 1 to 4 times
  bool reordering = true;  // delays up to 3 s instead of 20 ms
  bool cuts = true;        // connections: refused, lost, half-open
  bool broker_crashes = true;
  bool gateway_crashes = true;
  bool box_crashes = true;
  bool restores = true;         // the database goes back to a backup and has a new incarnation
  bool confirms_early = false;  // the planted bug: confirmation before commit
};

class World {
 public:
  World(std::uint32_t seed, const Faults& faults);

  // Trouble for `trouble`, then an hour without; what is wrong afterwards. Empty: nothing was lost.
  [[nodiscard]] std::vector<std::string> run(std::chrono::seconds trouble);

  [[nodiscard]] std::size_t faults_injected() const { return injected_; }
  [[nodiscard]] std::size_t appended() const { return appended_; }
  [[nodiscard]] std::size_t sends() const { return sends_; }

 private:
  struct Occurrence {
    SteadyTime at;
    std::uint64_t order;
    std::function<void()> what;
    bool operator>(const Occurrence& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
  };
  struct Stored {
    std::set<RecordKey> keys;
    std::map<std::pair<std::uint64_t, Lane>, journal::IntervalSet> numbers;  // with those that gaps told
  };

  void after(std::chrono::microseconds wait, std::function<void()> what);
  [[nodiscard]] bool chance(double probability);
  [[nodiscard]] std::chrono::microseconds between(std::chrono::microseconds low, std::chrono::microseconds high);
  [[nodiscard]] std::chrono::microseconds delay();  // between broker and gateway
  [[nodiscard]] bool trouble() const { return now_ < trouble_until_; }

  void boot_box();
  void crash_box();
  void append();
  void feed(const link::Event& event);
  void act(const link::Connect& connect);
  void act(const link::Subscribe&);
  void act(const link::SendBirth&) {}
  void act(const link::SendHeartbeat&) {}
  void act(const link::Send& send);
  void act(const link::SetAside& set_aside);
  void lose_connection();
  void to_box(std::function<void()> what);  // over the connection of this moment, if it still stands then

  void receive(const RecordKey& key, const wire::Bytes& record);
  void commit();
  void confirm(const RecordKey& key, const Stored& known);
  void crash_gateway();
  void crash_broker();
  void restore_database();
  void announce();
  void plan_faults();
  [[nodiscard]] std::vector<std::string> judge();

  Faults faults_;
  std::mt19937 random_;
  SteadyTime now_{};
  SteadyTime trouble_until_{};
  std::priority_queue<Occurrence, std::vector<Occurrence>, std::greater<>> plan_;
  std::uint64_t next_order_ = 0;
  std::size_t injected_ = 0, appended_ = 0, sends_ = 0;

  FakeFlash flash_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<link::JournalBacklog> backlog_;
  std::unique_ptr<link::Link> link_;
  std::map<RecordKey, wire::Bytes> accepted_;  // by the journal
  std::uint64_t life_ = 0;                     // of the box

  bool broker_up_ = true;
  bool announcement_kept_ = true;
  std::uint64_t connection_ = 0;  // 0: none stands
  std::uint64_t connections_ = 0;
  bool half_open_ = false;

  bool gateway_up_ = true;
  std::uint64_t gateway_life_ = 0;
  std::uint64_t epoch_ = 1, incarnation_ = 1;
  std::vector<std::pair<RecordKey, wire::Bytes>> batch_;
  Stored database_, backup_;
};

}  // namespace liftguard::test
