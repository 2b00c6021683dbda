#include "gateway/rollout/lists.hpp"

#include <fmt/format.h>

#include "common/base/calendar.hpp"

namespace liftguard::gateway {
namespace {

std::string describe(const Box& box) {
  const auto& state = box.state;
  const auto failure = state.failure == BoxFailure::none
                           ? std::string()
                           : fmt::format(" {} / {}", chinese(state.failure), name_of(state.failure));
  return fmt::format("    {}  {} / {}{}  {}\n", box.monitor, chinese(state.step), name_of(state.step), failure,
                     state.detail);
}

std::string_view share_of(RolloutStage stage) {
  switch (stage) {
    case RolloutStage::one_percent:
      return "1 %";
    case RolloutStage::ten_percent:
      return "10 %";
    case RolloutStage::all:
      return "100 %";
  }
  return "";
}

}  // namespace

std::string describe(const Image& image) {
  return fmt::format("{}  {} {} ({})  {:.1f} MB\n    {}  {}\n", to_string(image.id), image.board, image.version_text,
                     image.version, static_cast<double>(image.size) / 1e6, format_local(image.added),
                     image.checked ? "签名已核对 / signature verified" : "签名未核对 / signature NOT verified");
}

std::string describe(storage::Session& session, const Rollout& rollout, UtcTime now, int limit) {
  const auto image = find_image(session, rollout.image);
  const auto count = count_boxes(session, rollout.id);
  auto out = fmt::format(
      "{}  {} {} ({})  {} / {}  阶段 / stage {}\n    开始 / began {}  {} / {}\n"
      "    装置 / boxes {}  已试用 / tried {}  失败 / failed {}\n",
      to_string(rollout.id), image ? image->board : "", image ? image->version_text : "", image ? image->version : 0,
      chinese(rollout.state), name_of(rollout.state), share_of(rollout.stage), format_local(rollout.began),
      chinese(rollout.reason), name_of(rollout.reason), count.boxes, count.tried, count.failed);
  for (const auto step : {BoxStep::failed, BoxStep::out})
    for (const auto& box : boxes(session, rollout.id, step, now, limit)) out += describe(box);
  return out;
}

}  // namespace liftguard::gateway
