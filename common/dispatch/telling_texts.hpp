// The sentences that people read about an order: SMS in Chinese, desk alerts in Chinese and English.
#pragma once

#include <string>

#include "common/dispatch/order_record.hpp"
#include "common/dispatch/seen.hpp"
#include "common/rescue/escalation.hpp"
#include "common/rescue/rules.hpp"

namespace liftguard::dispatch {

struct Told {
  const OrderRecord& record;
  std::string district{};
  Seen seen{};
};

[[nodiscard]] std::string place_of(const Told& told);  // 吴兴区太湖花园1幢1单元

// RS-3: elevator, place, time, what is seen, and what to do.
[[nodiscard]] std::string sms_dispatched(const Told& told, const rescue::Happening& happening);
[[nodiscard]] std::string sms_new_cause(const Told& told);
[[nodiscard]] std::string sms_limit_passed(const Told& told, const rescue::Happening& happening);
[[nodiscard]] std::string sms_recovered(const Told& told, const rescue::Happening& happening);
[[nodiscard]] std::string sms_not_needed(const Told& told);
[[nodiscard]] std::string sms_still_needed(const Told& told);
[[nodiscard]] std::string sms_withdrawn(const Told& told);

// A step of the chain: what nobody has done, where and what it is about, for whoever is called.
[[nodiscard]] std::string sms_escalated(const Told& told, const rescue::ChainStep& step);

struct AlertText {
  std::string zh, en;
};
[[nodiscard]] AlertText alert_order(const Told& told);  // what and where
[[nodiscard]] AlertText alert_escalated(const Told& told, const rescue::ChainStep& step, std::string_view to_name);
[[nodiscard]] AlertText alert_nobody(const Told& told, const rescue::ChainStep& step);  // it had nobody to call
[[nodiscard]] AlertText alert_limit_passed(const Told& told, const rescue::Happening& happening);

[[nodiscard]] std::string_view chinese(rescue::Level level);  // 一级, 二级

}  // namespace liftguard::dispatch
