#include "gateway/commands/errands.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/wire/topics.hpp"

namespace liftguard::gateway::commands {

namespace {

using Words = std::pair<std::string_view, std::string_view>;

constexpr std::array kWords{
    Words{"configure", "更改设置"},
    Words{"request_clip", "调取传感器数据"},
    Words{"test_now", "自检"},
    Words{"identify", "现场识别"},
    Words{"reboot", "重启"},
    Words{"offer_image", "固件升级"},
    Words{"install_certificate", "更换证书"},
};

struct ClipParticulars {
  std::string operator()(const wire::RecordName& record) const {
    return fmt::format("{}/{}/{}", record.journal, wire::lane_name(record.lane), record.seq);
  }
  std::string operator()(const wire::ClipSpan& span) const {
    return fmt::format("{} .. {}", format_local(span.from), format_local(span.to));
  }
};

struct Particulars {
  std::string operator()(const wire::Configure& configure) const { return fmt::format("{} B", configure.toml.size()); }
  std::string operator()(const wire::RequestClip& clip) const { return std::visit(ClipParticulars{}, clip.of); }
  std::string operator()(const wire::Identify& identify) const { return fmt::format("{} s", identify.seconds); }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string_view chinese(std::string_view errand) {
  const auto* found = std::ranges::find(kWords, errand, &Words::first);
  return found == kWords.end() ? std::string_view{} : found->second;
}

std::string particulars(const wire::Errand& errand) {
  return std::visit(Particulars{}, errand);
}

}  // namespace liftguard::gateway::commands
