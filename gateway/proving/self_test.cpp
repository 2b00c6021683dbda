#include "gateway/proving/self_test.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "common/base/calendar.hpp"
#include "common/dispatch/desk.hpp"
#include "common/registry/proving.hpp"
#include "common/registry/store.hpp"
#include "gateway/proving/sensors.hpp"
#include "gateway/proving/watch.hpp"

namespace liftguard::gateway {

namespace {

struct FindingWords {
  std::string_view code, zh, en;
};

// The sensors are those of sensors.hpp.
constexpr std::array kFindings{
    FindingWords{"storage", "存储异常", "storage is bad"},
    FindingWords{"sensors_silent", "传感器无数据", "no sensor is heard"},
    FindingWords{"sensor:acceleration", "加速度传感器故障", "acceleration is lost"},
    FindingWords{"sensor:pressure", "气压传感器故障", "pressure is lost"},
    FindingWords{"sensor:door", "轿门开关故障", "door switch is lost"},
    FindingWords{"sensor:zone", "门区开关故障", "zone switch is lost"},
    FindingWords{"sensor:presence", "人体传感器故障", "presence sensor is lost"},
    FindingWords{"sensor:button", "报警按钮故障", "alarm button is lost"},
};

const FindingWords* find(std::string_view code) {
  const auto found = std::ranges::find(kFindings, code, &FindingWords::code);
  return found == kFindings.end() ? nullptr : &*found;
}

template <class Word>
std::string in_words(std::string_view findings, Word word, std::string_view separator) {
  std::vector<std::string_view> words;
  while (!findings.empty()) {
    const auto code = findings.substr(0, findings.find(','));
    findings.remove_prefix(std::min(findings.size(), code.size() + 1));
    const FindingWords* known = find(code);
    words.push_back(known ? std::invoke(word, *known) : code);
  }
  return fmt::format("{}", fmt::join(words, separator));
}

registry::SelfTest told_by(const wire::Envelope& envelope, UtcTime happened) {
  registry::SelfTest out;
  out.monitor = envelope.monitor;
  out.happened = happened;
  out.findings = findings_of(envelope.body);
  if (const auto* body = std::get_if<wire::SelfTestBody>(&envelope.body)) {
    out.firmware = body->firmware;
    out.battery_volts = body->battery_volts;
    out.mains = body->mains;
    out.link_ok = body->link_ok;
    out.confirm = body->previous_confirm;
  }
  return out;
}

void ring_failed(storage::Transaction& tx, const registry::SelfTest& test, const SelfTestContext& context) {
  const auto elevator = registry::find_elevator(tx, context.elevator);
  if (!elevator) return;
  dispatch::DeskAlert alert;
  alert.kind = dispatch::AlertKind::self_test_failed;
  alert.key = fmt::format("self_test_failed/{}/{}", test.monitor, to_ms(test.happened));
  alert.order = context.order;
  alert.elevator = elevator->id;
  alert.monitor = test.monitor;
  alert.text_zh = fmt::format("装置{}自检不合格（{}）：电梯{}，{}{}，{}", test.monitor, findings_chinese(test.findings),
                              elevator->code, elevator->estate, elevator->place, format_local(test.happened));
  alert.text_en = fmt::format("Self-test of monitor {} has failed ({}): elevator {}, {}{}, {}", test.monitor,
                              findings_english(test.findings), elevator->code, elevator->estate, elevator->place,
                              format_local(test.happened));
  dispatch::ring_unless_ringing(tx, alert, context.now);
}

}  // namespace

std::string findings_of(const wire::Body& body) {
  const auto* test = std::get_if<wire::SelfTestBody>(&body);
  if (test == nullptr) return {};
  std::vector<std::string> codes;
  if (test->storage_ok == false) codes.emplace_back("storage");
  if (test->sensors_heard == false) codes.emplace_back("sensors_silent");
  for (const auto& sensor : test->sensors_lost)
    if (detection_rests_on(sensor)) codes.push_back("sensor:" + sensor);
  return fmt::format("{}", fmt::join(codes, ","));
}

std::string findings_chinese(const std::string& findings) {
  return in_words(findings, &FindingWords::zh, "、");
}

std::string findings_english(const std::string& findings) {
  return in_words(findings, &FindingWords::en, ", ");
}

void take_self_test(storage::Transaction& tx, const wire::Envelope& envelope, const SelfTestContext& context) {
  if (wire::kind_of(envelope.body) != EventKind::self_test || envelope.lane != Lane::alarm) return;
  const auto test = told_by(envelope, context.happened);
  const auto proof = registry::note_self_test(tx, test, context.now);
  if (!test.findings.empty()) return ring_failed(tx, test, context);
  dispatch::withdraw_alerts(tx, dispatch::AlertKind::self_test_failed, context.elevator, test.monitor, context.now);
  if (proof == registry::Proof::proven_again) tell_proven(tx, context.elevator, test.monitor, context.now);
}

}  // namespace liftguard::gateway
