// Keeps this process's lease alive and its share of the slots at what is fair: joins, renews, takes what is free or has
// lapsed, gives up what is another's by right, leaves.
//
// A slot is given up in three steps, so that no two ever act for it: nobody here serves it any more, its sessions are
// gone from the broker, its row is freed. Whoever finds another's membership lapsed removes it, and from then on every
// write transaction of that process is refused (storage::Fenced, row B6).
//
// A process that is fenced ends, and is started again by its supervisor. Joining anew inside it would have to find and
// forget every number, cursor, claim and timer that it remembers from before; the new process has none.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "gateway/leases/holdings.hpp"
#include "gateway/leases/process.hpp"
#include "gateway/leases/rules.hpp"
#include "gateway/leases/store.hpp"

namespace liftguard::gateway::leases {

// Called on the keeper's thread; must not wait.
struct SlotOutputs {
  std::function<void(std::uint8_t slot, Epoch epoch)> take_up;  // a slot that is not served, or that was let go
  std::function<void(std::uint8_t slot)> let_go;                // begins it
  std::function<bool(std::uint8_t slot)> has_let_go;            // nothing of it comes in or goes out any more
};

struct KeeperOptions {
  Joining as;
  // What a test brings its own of.
  std::function<bool(std::string_view process)> has_ended = leases::has_ended;
  std::function<UtcTime(storage::Session& session)> database_time = [](storage::Session& session) {
    return session.utc_now();
  };
};

class Keeper {
 public:
  // Joins, and fences every later write transaction of `database`. References are kept. Throws storage::DatabaseError.
  Keeper(storage::Database& database, const SteadyClock& steady, Holdings& holdings, KeeperOptions options,
         SlotOutputs outputs);
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper();  // takes the fence away

  // Until told to stop. Throws storage::Fenced when the membership is gone, and every other DatabaseError that is not
  // Busy.
  void run(const std::stop_token& stop);

  // One look, and what follows from it; what run() does every kLookEvery. Throws Busy as well.
  void step();

  // Frees all slots and ends the membership, so that others take over at once. After everything that writes or sends
  // has stopped.
  void leave();

  [[nodiscard]] Epoch member() const { return member_; }
  [[nodiscard]] bool settled() const { return settled_; }  // has taken at least once what is its share. Any thread

  static constexpr std::chrono::milliseconds kLookEvery{250};

 private:
  // For how long a member's lease has been seen to end at the same time.
  struct Seen {
    UtcTime expires;
    SteadyTime since;
  };
  struct View {
    Roll roll;                  // of the live members
    std::vector<Epoch> lapsed;  // the others
    Plan plan;
    SlotEpochs ours{};
  };

  [[nodiscard]] View view_of(storage::Session& session);
  [[nodiscard]] bool is_over(const Member& member, UtcTime now);
  [[nodiscard]] SlotSet gone() const;
  void settle();
  void follow(const View& view);

  storage::Database& database_;
  const SteadyClock& steady_;
  Holdings& holdings_;
  KeeperOptions options_;
  SlotOutputs outputs_;
  Epoch member_ = 0;
  SteadyTime asked_;  // for the newest renewal that was granted
  std::map<Epoch, Seen> seen_;
  SlotSet leaving_;  // being let go
  std::atomic<bool> settled_{false};
};

}  // namespace liftguard::gateway::leases
