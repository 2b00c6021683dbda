#include "gateway/side_part.hpp"

#include <exception>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "common/base/text.hpp"
#include "common/dispatch/desk.hpp"
#include "common/watchdog/this_thread.hpp"

namespace liftguard::gateway {

namespace {

constexpr std::size_t kShown = 200;  // bytes of an error

// What says nothing about the database as a whole.
bool is_passing(const storage::DatabaseError& error) {
  return dynamic_cast<const storage::Busy*>(&error) != nullptr ||
         dynamic_cast<const storage::Conflict*>(&error) != nullptr;
}

}  // namespace

SidePart::SidePart(const SidePartName& name, SidePartLinks links, Milliseconds longest)
    : name_(name),
      links_(std::move(links)),
      failures_(links_.metrics.counter("liftguard_side_failures_total",
                                       "Exceptions that ended the turn of a part that alarms do not wait for.",
                                       {{"part", std::string(name.name)}})),
      setbacks_(longest) {}

void SidePart::run(const std::stop_token& stop, const Body& body) {
  while (!stop.stop_requested()) {
    const SteadyTime began = links_.steady.now();
    Milliseconds wait{};
    try {
      body(stop);
      return;
    } catch (const storage::DatabaseError& error) {
      if (!is_passing(error)) throw;
      wait = note(error.what(), began);
    } catch (const std::exception& error) {
      wait = note(error.what(), began);
    }
    // It is not stuck: starting the gateway anew for it would end the taking of alarms, again and again (row B19).
    watchdog::turned();
    links_.wait(stop, wait);
  }
}

Milliseconds SidePart::note(std::string_view error, SteadyTime began) {
  const SteadyTime now = links_.steady.now();
  failures_.add();
  if (!failing_since_ || now - began >= kLastingTrouble) {
    failing_since_ = now;
    told_ = false;
    setbacks_.over();
  }
  const auto next = setbacks_.again(now, error);
  if (next.worth_telling)
    spdlog::error("{}: {}; it begins anew, and alarms are taken meanwhile", name_.name, printable(error, kShown));
  if (!told_ && now - *failing_since_ >= kLastingTrouble) tell_desk(error);
  return next.wait;
}

void SidePart::tell_desk(std::string_view error) {
  try {
    const UtcTime now = links_.civil.utc_now();
    const std::string what = printable(error, kShown);
    auto tx = links_.database.begin();
    dispatch::ring(tx,
                   {.kind = dispatch::AlertKind::watch_found,
                    .key = fmt::format("side/{}/{}", name_.name, to_ms(now)),
                    .text_zh = fmt::format("{}反复出错，报警受理不受影响，请联系运维：{}", name_.zh, what),
                    .text_en = fmt::format("{} keeps failing; alarms are taken all the same. Call the operators: {}",
                                           name_.en, what)},
                   now);
    tx.commit();
    told_ = true;
  } catch (const storage::Busy& busy) {
    spdlog::warn("{}: the desk hears of it later: {}", name_.name, busy.what());
  }
}

}  // namespace liftguard::gateway
