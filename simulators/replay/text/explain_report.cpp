#include "simulators/replay/text/explain_report.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "simulators/replay/text/json_line.hpp"
#include "simulators/replay/text/moment.hpp"
#include "simulators/replay/text/text_table.hpp"

namespace liftguard::replay {
namespace {

using engine::Explanation;
using engine::Operand;
using engine::RuleView;
using engine::SwitchView;
using engine::Time;

constexpr std::size_t kLineWidth = 118;
constexpr std::string_view kIndent = "          ";

double seconds(Time t) {
  return static_cast<double>(t.time_since_epoch().count()) * 1e-6;
}
double ms(Time t) {
  return static_cast<double>(t.time_since_epoch().count()) * 1e-3;
}
std::string seconds_text(double value) {
  return decimal(value, 2) + " s";
}
std::string rule_name(const RuleView& view) {
  return "DV-" + std::to_string(view.rule);
}
// A timer that lies in the past fires at the next look.
double left_s(const RuleView& view, Time now) {
  return std::max(0.0, seconds(*view.due) - seconds(now));
}

std::string switch_text(std::string_view words, const SwitchView& view, std::string_view on, std::string_view off,
                        Time now) {
  std::string text(words);
  if (!view.known) return text + " ? 不明 unknown";
  return text + " " + std::string(view.on ? on : off) + " " + seconds_text(seconds(now) - seconds(view.since));
}

std::string_view occupancy_text(engine::Occupancy occupancy) {
  switch (occupancy) {
    case engine::Occupancy::empty:
      return "轿内无人 empty";
    case engine::Occupancy::unknown:
      return "有无人不明 occupancy unknown";
    case engine::Occupancy::occupied:
      return "轿内有人 occupied";
  }
  return {};
}

std::string motion_text(const Explanation& explanation) {
  const auto& scene = explanation.scene;
  if (!scene.motion_known) return "运动不明 motion unknown";
  if (!scene.standing) return "运行中 moving, " + decimal(static_cast<double>(scene.speed_mps), 2) + " m/s";
  return "停止 at rest " + seconds_text(seconds(explanation.at) - seconds(scene.standing_since)) +
         (scene.perhaps_leaving ? ", 有起动迹象 a departure is felt" : "");
}

std::string place_text(const engine::Place& place) {
  std::string text = place.height_m ? "高度 height " + decimal(static_cast<double>(*place.height_m), 2) + " m"
                                    : std::string("高度不明 height unknown");
  if (!place.floor.empty()) text += ", 在 " + std::string(place.floor.view()) + " 层 at floor";
  if (!place.below.empty() && !place.above.empty())
    text +=
        ", " + std::string(place.below.view()) + " 与 " + std::string(place.above.view()) + " 层之间 between floors";
  return text;
}

std::string operand_text(const Operand& operand) {
  std::string text = operand.holds ? "✓ " : "✗ ";
  text += std::string(operand.zh) + " " + std::string(operand.en);
  if (operand.value && operand.limit)
    text += " [" + decimal(static_cast<double>(*operand.value), 2) + " / " +
            decimal(static_cast<double>(*operand.limit), 2) + "]";
  return text;
}

// "all of these" and "one of those", broken into lines.
void append_operands(std::string& out, const RuleView& view) {
  std::vector<std::string> parts;
  for (const bool alternatives : {false, true}) {
    bool first = true;
    for (const auto& operand : view.operands()) {
      if (operand.one_of != alternatives) continue;
      parts.push_back((alternatives ? first ? "任一 any of: " : "或 or " : "") + operand_text(operand));
      first = false;
    }
  }
  std::string line(kIndent);
  for (const auto& part : parts) {
    if (line.size() > kIndent.size() && display_width(line) + 2 + display_width(part) > kLineWidth) {
      out += line + "\n";
      line = kIndent;
    }
    line += (line.size() > kIndent.size() ? "  " : "") + part;
  }
  out += line + "\n";
}

// A sensor that is well has nothing to say.
bool is_idle_sensor(const RuleView& view) {
  return view.rule == 19 && !view.holds && !view.reported && !view.due;
}

void append_rule(std::string& out, const RuleView& view, Time now) {
  const auto name = rule_name(view);
  out += (view.holds ? "● " : "○ ") + name + std::string(kIndent.size() - 2 - name.size(), ' ') + std::string(view.zh) +
         " " + std::string(view.en) + ": " + (view.holds ? "真 true" : "假 false");
  if (view.holds && view.since && *view.since <= now)
    out += ", 已持续 for " + seconds_text(seconds(now) - seconds(*view.since));
  if (view.due) out += ", " + seconds_text(left_s(view, now)) + " 后触发 fires at " + clock_text(seconds(*view.due), 2);
  if (view.reported) out += view.event ? ", 已报 reported" : ", 已定 settled";
  out += "\n";
  if (!is_idle_sensor(view)) append_operands(out, view);
}

// By number; DV-11 is not among them: it holds over a reboot, not at an instant.
std::vector<const RuleView*> in_order(const Explanation& explanation) {
  std::vector<const RuleView*> views;
  for (const auto& view : explanation.rules()) views.push_back(&view);
  std::stable_sort(views.begin(), views.end(), [](const auto* a, const auto* b) { return a->rule < b->rule; });
  return views;
}

std::string event_name(const RuleView& view) {
  const auto* facts = view.event ? find_event(*view.event) : nullptr;
  return facts == nullptr ? std::string{} : std::string(facts->name);
}

void append_next(std::string& out, const Explanation& explanation) {
  const auto* next = explanation.next();
  if (next == nullptr) {
    out += "下一个 Next: 无计时 no timer runs\n";
    return;
  }
  out += "下一个 Next: " + rule_name(*next) + " " + std::string(next->zh) + " " + std::string(next->en);
  if (next->event) out += " → " + event_name(*next);
  out += ", " + seconds_text(left_s(*next, explanation.at)) + " 后 at " + clock_text(seconds(*next->due), 2) +
         " (t_ms " + decimal(ms(*next->due), 0) + ")，若一切不变 if nothing changes\n";
}

void append_operand_json(std::string& out, const Operand& operand) {
  std::string text;
  {
    JsonLine line(text);
    line.text("zh", operand.zh);
    line.text("en", operand.en);
    line.flag("holds", operand.holds);
    if (operand.one_of) line.flag("one_of", true);
    if (operand.value) line.number("value", static_cast<double>(*operand.value), 3);
    if (operand.limit) line.number("limit", static_cast<double>(*operand.limit), 3);
  }
  text.pop_back();
  out += text;
}

std::string rule_json(const RuleView& view, Time now) {
  std::string out;
  {
    JsonLine line(out);
    line.text("rule", rule_name(view));
    line.text("zh", view.zh);
    line.text("en", view.en);
    if (view.event) line.text("event", event_name(view));
    line.flag("holds", view.holds);
    if (view.holds && view.since && *view.since <= now) line.number("held_s", seconds(now) - seconds(*view.since), 3);
    if (view.due) {
      line.number("fires_ms", ms(*view.due), 3);
      line.number("fires_in_s", left_s(view, now), 3);
    }
    if (view.reported) line.flag("reported", true);
    line.list("operands", view.operands(), [&](const Operand& operand) { append_operand_json(out, operand); });
  }
  out.pop_back();
  return out;
}

}  // namespace

std::string explain_text(std::string_view trace, const Explanation& explanation) {
  const auto& scene = explanation.scene;
  const Time now = explanation.at;
  std::string out = std::string(trace) + "  " + clock_text(seconds(now), 3) + "  (t_ms " + decimal(ms(now), 3) + ")\n";
  out += motion_text(explanation) + " · " + place_text(explanation.place) + " · " +
         std::string(occupancy_text(explanation.occupancy)) + "\n";
  out += switch_text("门 door", scene.door, "开 open", "关 shut", now) + " · " +
         switch_text("门区 zone", scene.zone, "内 inside", "外 outside", now) + " · " +
         switch_text("感应 presence", scene.presence, "有 on", "无 off", now) + "\n";
  out += switch_text("按钮 button", scene.button, "按下 pressed", "未按 released", now) + " · " +
         switch_text("电源 mains", scene.mains, "有 on", "断 off", now) + " · " +
         switch_text("检修 inspection", scene.inspection, "开 on", "关 off", now) + "\n\n";
  for (const auto* view : in_order(explanation)) append_rule(out, *view, now);
  out += "\n";
  append_next(out, explanation);
  return out;
}

std::string explain_json(const Explanation& explanation) {
  std::string out;
  {
    JsonLine line(out);
    line.number("t_ms", ms(explanation.at), 3);
    if (const auto* next = explanation.next()) line.raw("next", rule_json(*next, explanation.at));
    line.list("rules", in_order(explanation), [&](const RuleView* view) { out += rule_json(*view, explanation.at); });
  }
  return out;
}

}  // namespace liftguard::replay
