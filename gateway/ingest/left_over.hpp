// What the writer has taken from the intake and not yet committed: messages that found no time in a transaction, whose
// transaction was refused, or which are tried in smaller groups because one of them is bad. In the order in which they
// came; for one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "gateway/ingest/admission.hpp"
#include "gateway/ingest/suspects.hpp"

namespace liftguard::gateway {

inline constexpr std::size_t kMaxGroup = 512;  // messages of one transaction

struct Admitted {
  Incoming incoming;
  Admission admission;
  MessageMark mark = 0;              // 0: nobody is watched
  std::size_t together = kMaxGroup;  // it is tried with so many at the most, itself included
};

[[nodiscard]] bool is_alarm(const Admission& admission);

enum class Newer : std::uint8_t { none = 1, alarms = 2 };  // what waits that has not been taken yet

class LeftOver {
 public:
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  [[nodiscard]] std::size_t size() const { return messages_.size(); }

  // Of the group that was taken last, all but the first `done`, moved out of it: they come before whatever came after
  // them.
  void put_back(std::span<Admitted> group, std::size_t done);

  // The next group: alarms first. Those that are none wait for newer alarms, and not for ever. Empty: newer ones go
  // first, or there is nothing.
  [[nodiscard]] std::vector<Admitted> next(Newer newer);

  // Drops those that are no alarms; gives their number.
  std::size_t keep_alarms();

 private:
  std::deque<Admitted> messages_;
  unsigned passed_over_ = 0;  // turns in a row that were not of those that are no alarms
};

}  // namespace liftguard::gateway
