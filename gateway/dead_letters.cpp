#include "gateway/dead_letters.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"

namespace liftguard::gateway {

std::string describe(const StoredDeadLetter& letter) {
  const auto reason = reason_of(letter.reason);
  const ReasonWords words = reason ? words_of(*reason) : ReasonWords{letter.reason, letter.reason, letter.reason};
  const std::string often =
      letter.times == 1 ? "" : fmt::format("  ×{} 自 {} since", letter.times, format_local(letter.first));
  return fmt::format("{}  {}  {}  {} B{}\n    {} / {} ({})\n", format_local(letter.last),
                     letter.monitor.empty() ? "-" : letter.monitor, letter.topic, letter.size, often, words.zh,
                     words.en, letter.detail);
}

}  // namespace liftguard::gateway
