#include "common/wire/names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "common/wire/topics.hpp"

namespace liftguard::wire {

namespace {

// Roots of the names under which our own services stand at the broker.
constexpr std::array<std::string_view, 4> kServiceNames{"gateway", "platform", "broker", "liftguard"};

constexpr bool is_allowed(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// "gateway", "Gateway-31", but not "gateways".
bool is_of_service(std::string_view name, std::string_view service) {
  const auto same = [](char a, char b) { return lower(a) == b; };
  const std::string_view root = name.substr(0, service.size());
  return std::ranges::equal(root, service, same) && (name.size() == service.size() || name[service.size()] == '-');
}

}  // namespace

Result<void> check_monitor_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxMonitorName || !std::ranges::all_of(name, is_allowed))
    return refuse("bad_name",
                  "装置编号须为1至32个字母、数字或连字符 (a monitor's name is 1 to 32 letters, digits and hyphens)");
  const auto reserved = std::ranges::find_if(kServiceNames, [&](auto service) { return is_of_service(name, service); });
  if (reserved == kServiceNames.end()) return {};
  return refuse("reserved_name", "装置编号不能是 " + std::string(*reserved) + "，也不能以 " + std::string(*reserved) +
                                     "- 开头：这是系统服务的名称 (a name of the system's own services)");
}

bool is_monitor_name(std::string_view text) {
  return check_monitor_name(text).has_value();
}

}  // namespace liftguard::wire
