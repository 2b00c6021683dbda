#include "gateway/ingest/dead_letter.hpp"

#include <algorithm>
#include <array>

namespace liftguard::gateway {

namespace {

struct Entry {
  DeadReason reason;
  ReasonWords words;
};

constexpr std::array kEntries{
    Entry{DeadReason::bad_topic, {"bad_topic", "主题无效", "not a topic of a monitor"}},
    Entry{DeadReason::too_large, {"too_large", "消息过大", "larger than a monitor may send"}},
    Entry{DeadReason::malformed, {"malformed", "消息格式损坏", "damaged: not a message of a monitor"}},
    Entry{DeadReason::absurd, {"absurd", "地址数据不可能", "its address cannot be"}},
    Entry{DeadReason::wrong_identity,
          {"wrong_identity", "消息内装置编号与主题不符", "names another monitor than its topic"}},
    Entry{DeadReason::wrong_lane, {"wrong_lane", "消息通道与主题不符", "names another lane than its topic"}},
    Entry{DeadReason::unknown_monitor, {"unknown_monitor", "装置未登记", "from a monitor that is not registered"}},
    Entry{DeadReason::content_conflict,
          {"content_conflict", "同一序号内容不同", "the number of a stored record with other content"}},
    Entry{DeadReason::not_processable, {"not_processable", "处理失败", "could not be processed"}},
    Entry{DeadReason::revoked, {"revoked", "装置已吊销", "from a monitor that was revoked"}},
};

}  // namespace

const ReasonWords& words_of(DeadReason reason) {
  return std::find_if(kEntries.begin(), kEntries.end(), [&](const Entry& entry) { return entry.reason == reason; })
      ->words;
}

std::optional<DeadReason> reason_of(std::string_view code) {
  const auto found =
      std::find_if(kEntries.begin(), kEntries.end(), [&](const Entry& entry) { return entry.words.code == code; });
  return found == kEntries.end() ? std::nullopt : std::optional(found->reason);
}

}  // namespace liftguard::gateway
