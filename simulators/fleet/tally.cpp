#include "simulators/fleet/tally.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace liftguard::fleet {

void Durations::add(std::chrono::microseconds duration) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  const auto shift = std::max<int>(static_cast<int>(std::bit_width(value)) - static_cast<int>(kBits) - 1, 0);
  const auto at = (static_cast<std::size_t>(shift) << kBits) + (value >> shift);
  if (classes_.size() <= at) classes_.resize(at + 1, 0);
  ++classes_[at];
  ++count_;
  most_ = std::max(most_, duration);
}

void Durations::add(const Durations& other) {
  if (classes_.size() < other.classes_.size()) classes_.resize(other.classes_.size(), 0);
  for (std::size_t at = 0; at < other.classes_.size(); ++at) classes_[at] += other.classes_[at];
  count_ += other.count_;
  most_ = std::max(most_, other.most_);
}

std::chrono::microseconds Durations::percentile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t at = 0; at < classes_.size(); ++at) {
    seen += classes_[at];
    if (seen < wanted || seen == 0) continue;
    // The first class of a shift begins where the one before ends: their numbers lie between 2^kBits and 2^(kBits+1).
    const auto shift = at < (std::size_t{2} << kBits) ? 0 : (at >> kBits) - 1;
    const auto upper = ((at - (shift << kBits) + 1) << shift) - 1;
    return std::min(std::chrono::microseconds(upper), most_);
  }
  return {};
}

void Tally::add(const Tally& other) {
  for (const auto member : {&Tally::connects, &Tally::handshakes, &Tally::refused, &Tally::lost, &Tally::alarm_door,
                            &Tally::sent, &Tally::acknowledged, &Tally::down, &Tally::malformed, &Tally::extra,
                            &Tally::flood, &Tally::trapped, &Tally::recovered})
    this->*member += other.*member;
  for (const auto member : {&Tally::raised, &Tally::confirmed, &Tally::journal_full})
    for (std::size_t lane = 0; lane < 3; ++lane) (this->*member)[lane] += (other.*member)[lane];
  for (const auto member : {&Tally::handshake, &Tally::alarm_live, &Tally::alarm_pending, &Tally::others, &Tally::back})
    (this->*member).add(other.*member);
  for (const auto& [why, count] : other.endings) endings[why] += count;
}

namespace {

double ms(std::chrono::microseconds duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

std::string to_json(const Durations& durations) {
  return fmt::format(R"({{"n":{},"p50_ms":{:.3f},"p99_ms":{:.3f},"max_ms":{:.3f}}})", durations.count(),
                     ms(durations.percentile(0.5)), ms(durations.percentile(0.99)), ms(durations.most()));
}

std::string to_json(const std::array<std::uint64_t, 3>& lanes) {
  return fmt::format(R"({{"alarm":{},"event":{},"bulk":{}}})", lanes[0], lanes[1], lanes[2]);
}

std::string to_json(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts) out += fmt::format(R"({}"{}":{})", out.empty() ? "" : ",", name, count);
  return '{' + out + '}';
}

}  // namespace

std::string to_json(const Tally& tally, const Standing& standing, double elapsed_s) {
  return fmt::format(
      R"({{"elapsed_s":{:.3f},"boxes":{},"online":{},"at_alarm_door":{},"cut":{},"unconfirmed":{},"connects":{},)"
      R"("handshakes":{},"refused":{},"lost":{},"alarm_door":{},"sent":{},"acknowledged":{},"down":{},"malformed":{},)"
      R"("extra":{},"flood":{},"raised":{},"confirmed":{},"journal_full":{},"trapped":{},"recovered":{},"handshake":{},)"
      R"("alarm_live":{},"alarm_pending":{},"others":{},"back":{},"endings":{}}})",
      elapsed_s, standing.boxes, standing.online, standing.at_alarm_door, standing.cut, to_json(standing.unconfirmed),
      tally.connects, tally.handshakes, tally.refused, tally.lost, tally.alarm_door, tally.sent, tally.acknowledged,
      tally.down, tally.malformed, tally.extra, tally.flood, to_json(tally.raised), to_json(tally.confirmed),
      to_json(tally.journal_full), tally.trapped, tally.recovered, to_json(tally.handshake), to_json(tally.alarm_live),
      to_json(tally.alarm_pending), to_json(tally.others), to_json(tally.back), to_json(tally.endings));
}

}  // namespace liftguard::fleet
