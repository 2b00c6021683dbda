#include "firmware/monitor/config/settable.hpp"

#include <fmt/format.h>

#include "common/base/checksum.hpp"
#include "common/base/text.hpp"
#include "common/base/toml_obstacle.hpp"
#include "firmware/engine/parameter_rules.hpp"
#include "firmware/monitor/self_test_plan.hpp"
#include "firmware/port/rows/parameter_values.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::string_view kName = "settings";  // in place of a file's, in reasons

// The gateway takes a box for silent after two minutes without a heartbeat (C12): one may be lost, and a bad line has
// 20 s for the next.
constexpr int kMostHeartbeat_s = 50;

std::uint32_t hash_of(std::uint32_t own, const std::string& toml) {
  const auto text = fmt::format("{:08x}{}", own, toml);
  return crc32c({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void lay_over(Section top, Config& out) {
  auto broker = top.section("broker");
  read_timing(broker, out);
  broker.finish();
  read_engine(top.section("engine"), out);
  read_self_test(top.section("self_test"), out);
  top.finish();
}

}  // namespace

void read_engine(Section section, Config& out) {
  for (const auto& name : section.keys()) {
    const auto* facts = engine::find_parameter(name);
    if (facts == nullptr) throw section.wrong(name, "is not known");
    const auto value = section.number(name);
    if (!value || !engine::takes(*facts, *value)) throw section.wrong(name, "is not " + port::range_text(*facts));
    out.parameters.*(facts->field) = static_cast<float>(*value);
  }
  const auto* order = engine::broken_order(out.parameters);
  if (order == nullptr) return;
  const std::string lesser(engine::facts_of(order->lesser).name), greater(engine::facts_of(order->greater).name);
  throw section.wrong(section.has(lesser) ? lesser : greater, port::order_text(*order));
}

void read_self_test(Section section, Config& out) {
  const auto every = section.whole("every_h", 1, SelfTestPlan::kLongest.count(), out.self_test_every.count());
  out.self_test_every = std::chrono::hours(every);
  section.finish();
}

void read_timing(Section& broker, Config& out) {
  out.keep_alive = std::chrono::seconds(broker.whole("keep_alive_s", 5, 600, out.keep_alive.count()));
  out.heartbeat = std::chrono::seconds(broker.whole("heartbeat_s", 1, kMostHeartbeat_s, out.heartbeat.count()));
}

Result<Config> with_settings(const Config& own, const std::string& toml) {
  const auto refused = [](const auto& where, std::string_view why) {
    return refuse("bad_config", fmt::format("{}:{}: {}", kName, where, why));
  };
  if (toml.empty()) return own;
  if (const auto found = find_toml_obstacle(toml)) return refused(found->line, found->what);
  try {
    const auto root = toml::parse(toml, kName);
    auto out = own;
    lay_over(Section(root, {}), out);
    out.hash = hash_of(own.hash, toml);
    return out;
  } catch (const toml::parse_error& error) {
    return refused(error.source().begin.line, printable(error.description(), 300));
  } catch (const WrongKey& wrong) {
    return refused(" " + wrong.key, wrong.reason);
  }
}

}  // namespace liftguard::monitor
