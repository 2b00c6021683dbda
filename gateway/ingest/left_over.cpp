#include "gateway/ingest/left_over.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "common/wire/up.hpp"

namespace liftguard::gateway {

namespace {

// So often in a row alarms go before others; then those have a turn.
constexpr unsigned kPassedOverInARow = 8;

}  // namespace

bool is_alarm(const Admission& admission) {
  const auto* envelope = std::get_if<wire::Envelope>(&admission);
  return envelope && envelope->lane == Lane::alarm;
}

void LeftOver::put_back(std::span<Admitted> group, std::size_t done) {
  for (std::size_t i = group.size(); i > done; --i) messages_.push_front(std::move(group[i - 1]));
}

std::vector<Admitted> LeftOver::next(Newer newer) {
  const bool others_turn = passed_over_ >= kPassedOverInARow;
  const bool alarms_first = !others_turn && newer == Newer::alarms;
  std::ranges::stable_partition(messages_,
                                [others_turn](const Admitted& one) { return is_alarm(one.admission) != others_turn; });
  std::vector<Admitted> group;
  std::size_t most = kMaxGroup;
  while (!messages_.empty()) {
    const Admitted& front = messages_.front();
    most = std::min(most, front.together);
    if (group.size() >= most || (alarms_first && !is_alarm(front.admission))) break;
    group.push_back(std::move(messages_.front()));
    messages_.pop_front();
  }
  passed_over_ = others_turn || messages_.empty() ? 0 : passed_over_ + 1;
  return group;
}

std::size_t LeftOver::keep_alarms() {
  return std::erase_if(messages_, [](const Admitted& one) { return !is_alarm(one.admission); });
}

}  // namespace liftguard::gateway
