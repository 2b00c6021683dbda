// Sends what the outbox holds (NT-1): claims rows, hands them to the provider of SMS and calls, writes down what came
// of it, and takes alarms that were not delivered on to the next channel and contact (fault rows G1, G2, G8).
//
// A quarter of the places is kept for alarms; while the provider wants less, alarms alone are sent (G5). A claim is
// committed before its SMS leaves, and the provider takes an idempotency key once: killed at any instant, the sender
// sends a notice once (fault rows G4, G7). What it claimed and did not send, and at its orderly end also what the
// provider has not answered, it gives back at once; only a killed one leaves claims to lapse. What has become untrue by
// its turn is not sent (G9).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
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
  std::size_t parallel = 64;       // SMS and calls under way at once
  dispatch::BackOff back_off;      // between tries
  Milliseconds claim_for{15'000};  // longer than the provider's time-out

  // Asked right before an SMS leaves: does this process still hold its lease (row B6)? A claim that it may not follow
  // is given back; where that cannot be written either, it lapses.
  std::function<bool()> may_act = [] { return true; };
};

class Sender {
 public:
  // `random` gives numbers in [0, 1) for the back-off's jitter. References are kept.
  Sender(storage::Database& database, const CivilClock& civil, SmsClient& client, SenderOptions options,
         std::function<double()> random);

  // Until told to stop. While the database is out of reach it is tried after growing waits, half a second at the most.
  // Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // One turn: claims what is due, drives what is under way for at most `patience`, writes down results.
  void turn(Milliseconds patience);

  void nudge() { client_.wake(); }  // any thread: something was written to the outbox

 private:
  void drive(Milliseconds patience);
  bool claim(Via via);  // false: there was no more
  void send(const dispatch::Claimed& notice, Via via);
  void give_all_back();
  void write_down();
  void release();
  void write_some();
  void take_on();
  void ask_reports();
  void take_reports();
  void take_some_reports();
  void give_up_reports();

  storage::Database& database_;
  const CivilClock& civil_;
  SmsClient& client_;
  SenderOptions options_;
  std::function<double()> random_;
  std::vector<SmsResult> results_;  // not yet written down
  std::set<NoticeId> unsent_;       // perhaps claimed, and not sent for certain
  std::set<NoticeId> unanswered_;   // perhaps sent, and not waited for any more
  std::map<std::int64_t, dispatch::NoticePriority> started_;
  // Questions for reports, each about one channel: the provider numbers SMS and calls apart.
  struct Asking {
    Via via = Via::sms;
    UtcTime again{};
    NoticeId upto{};                          // the next question begins behind it
    std::map<std::string, NoticeId> asked{};  // by the provider's id: what the last question was about
  };
  std::array<Asking, 2> asking_{{{.via = Via::sms}, {.via = Via::voice}}};
  std::vector<DeliveryReport> reports_;  // not yet written down
  UtcTime throttled_until_{};
  UtcTime give_up_again_{};
};

}  // namespace liftguard::gateway
