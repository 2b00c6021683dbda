// Sends what the outbox holds (NT-1): claims rows, hands them to the SMS provider, writes down what came of it.
//
// A claim is committed before its SMS leaves, and the provider takes an idempotency key once: killed at any instant,
// the sender sends a notice once (fault rows G4, G7). What has become untrue by its turn is not sent (G9).
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/clock.hpp"
#include "common/dispatch/notices.hpp"
#include "common/storage/database.hpp"
#include "gateway/notices/sms_client.hpp"

namespace liftguard::gateway {

struct SenderOptions {
  std::string worker;              // names this sender in its claims; unique among live ones
  std::size_t parallel = 16;       // SMS under way at once
  dispatch::BackOff back_off;      // between tries
  Milliseconds claim_for{15'000};  // longer than the provider's time-out

  // Asked right before an SMS leaves: does this process still hold its lease (row B6)? A claim that it may not follow
  // lapses, and is another's.
  std::function<bool()> may_act = [] { return true; };
};

class Sender {
 public:
  // `random` gives numbers in [0, 1) for the back-off's jitter. References are kept.
  Sender(storage::Database& database, const CivilClock& civil, SmsClient& client, SenderOptions options,
         std::function<double()> random);

  // Until told to stop. Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // One turn: claims what is due, drives what is under way for at most `patience`, writes down results.
  void turn(Milliseconds patience);

  void nudge() { client_.wake(); }  // any thread: something was written to the outbox

 private:
  void claim();
  void write_down();

  storage::Database& database_;
  const CivilClock& civil_;
  SmsClient& client_;
  SenderOptions options_;
  std::function<double()> random_;
  std::vector<SmsResult> results_;  // not yet written down
};

}  // namespace liftguard::gateway
