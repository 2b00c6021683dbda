// Sends what the outbox of uploads holds: claims rows, posts them, writes down what came of them.
//
// A claim is committed before its request leaves, and the request is asked for by `may_act` right before that. Killed
// at any instant, the uploader leaves a claim that lapses: to be sent again where the receiver takes a key once, else
// unknown, for a person to decide. A receiver that fails pauses by itself with growing waits and delays no other.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/observe/metrics.hpp"
#include "common/storage/database.hpp"
#include "common/uploads/queue.hpp"
#include "common/uploads/types.hpp"
#include "gateway/regulator/client.hpp"

namespace liftguard::gateway {

struct UploaderParts {
  storage::Database& database;
  const SteadyClock& steady;
  const CivilClock& civil;
  observe::Metrics& metrics;
  std::string worker;              // names this process in its claims; unique among live ones and starts
  std::function<bool()> may_act;   // false: this process may not speak for the database any more
  std::function<double()> random;  // numbers in [0, 1)

  // False while the civil clock is in doubt (fault row D2): nothing is then thrown away for its age.
  std::function<bool()> may_forget = [] { return true; };
};

class Uploader {
 public:
  explicit Uploader(UploaderParts parts);
  ~Uploader();

  // Until told to stop. While the database is out of reach it is tried after growing waits, a second at the most.
  // Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // One turn: claims what is due, drives what is under way for at most `patience`, writes down results.
  void turn(Milliseconds patience);

  void nudge() { client_.wake(); }  // any thread: something was written to the outbox

 private:
  struct Outlet;

  void drive(Milliseconds patience);
  void leave();
  void look_after_rows();
  void load_receivers();
  void take_lapsed();
  void forget_accepted();
  void look_for_tables();
  void tell_of_missing_table(const std::string& dialect);
  void show_backlogs();
  void claim_for(Outlet& outlet);
  void send(Outlet& outlet, const std::vector<uploads::Claimed>& claimed);
  void take(const UploadResult& result);
  void write_down();

  UploaderParts parts_;
  observe::Gauge& undecided_;  // of all receivers; there from the start
  UploadClient client_;
  std::map<uploads::ReceiverId, Outlet> outlets_;
  std::map<uploads::UploadId, uploads::ReceiverId> under_way_;
  std::vector<uploads::Settlement> settlements_;  // not yet written down
  std::vector<uploads::UploadId> unsent_;         // claimed and not sent, to be released
  std::optional<SteadyTime> looked_;              // at receivers, lapsed claims and old rows
  std::optional<SteadyTime> looked_for_tables_;
  std::set<std::string> missing_tables_;  // dialects of whose tables the desk has been told
};

}  // namespace liftguard::gateway
