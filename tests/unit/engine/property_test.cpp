// What must not matter: when the box was switched on, how often its sensors speak, what their noise does, which way up
// the building stands, and when the power went. Stories are made up by chance.
#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>

#include "tests/unit/engine/story.hpp"

namespace liftguard::engine::test {
namespace {

bool check_few(const char* what, const std::function<void()>& property) {
  rc::detail::TestMetadata metadata;
  metadata.id = metadata.description = what;
  rc::detail::TestParams params;
  params.maxSuccess = 12;
  params.seed = 20;
  params.disableShrinking = true;  // a story takes its time
  const auto result = rc::detail::checkTestable(property, metadata, params);
  rc::detail::SuccessResult success;
  if (result.match(success)) return true;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  UNSCOPED_INFO(text.str());
  return false;
}

Story some_story() {
  Story story;
  const int steps = *rc::gen::inRange(3, 7);
  for (int i = 0; i < steps; ++i) {
    Step step{static_cast<Step::Kind>(*rc::gen::inRange(0, 5)), *rc::gen::inRange<std::size_t>(0, 7), 0};
    // Away from every limit by more than a second or so.
    if (step.kind == Step::Kind::stall) step.seconds = *rc::gen::element(4.0, 20.0, 50.0);
    if (step.kind == Step::Kind::shut_doors) step.seconds = *rc::gen::element(60.0, 130.0);
    if (step.kind == Step::Kind::wait) step.seconds = *rc::gen::inRange(5, 60);
    story.push_back(step);
  }
  return story;
}

void same(const Told& a, const Told& b, double apart_s) {
  RC_ASSERT(a.names() == b.names());
  RC_ASSERT(a.rides == b.rides);
  for (std::size_t i = 0; i < a.events.size(); ++i)
    RC_ASSERT(std::abs(a.events[i].second - b.events[i].second) <= apart_s);
}

TEST_CASE("the same story at another time gives the same events, to the microsecond") {
  const double start_s = GENERATE(1.0, 3600.0 * 24 * 400, 4294967.0, 2147483.0, -86400.0);  // 2^32 and 2^31 ms
  CAPTURE(start_s);
  CHECK(check_few("another time", [&] {
    const Story story = some_story();
    Conditions later;
    later.options.start_s = start_s;
    same(play(story, {}), play(story, later), 2e-6);
  }));
}

TEST_CASE("the same story at another rate gives the same events") {
  const double rate_hz = GENERATE(25.0, 50.0, 200.0, 400.0);
  CAPTURE(rate_hz);
  CHECK(check_few("another rate", [&] {
    const Story story = some_story();
    Conditions other;
    other.options.rate_hz = rate_hz;
    same(play(story, {}), play(story, other), 1.0);
  }));
}

TEST_CASE("the same story in other noise gives the same events") {
  CHECK(check_few("other noise", [] {
    const Story story = some_story();
    Conditions other;
    other.options.seed = *rc::gen::inRange(2U, 1000U);
    other.options.noise = *rc::gen::element(0.005, 0.02, 0.05);
    other.options.pressure_noise = *rc::gen::element(0.1, 0.5, 1.0);
    other.options.bias = *rc::gen::element(-0.2, 0.0, 0.15);
    same(play(story, {}), play(story, other), 1.0);
  }));
}

TEST_CASE("the same story in a building on its head gives the same events") {
  CHECK(check_few("on its head", [] {
    const Story story = some_story();
    Conditions turned;
    turned.on_its_head = true;
    same(play(story, {}), play(story, turned), 1.0);
  }));
}

TEST_CASE("DV-11 reboots at any time neither repeat nor lose a trap or its end") {
  CHECK(check_few("reboots", [] {
    const Story story = some_story();
    Conditions rebooted;
    for (double at = 5; at < 600; at += *rc::gen::inRange(3, 80)) rebooted.reboots_s.push_back(at);
    const auto entrapments = [](const Told& told) {
      std::string text;
      for (const auto& [name, second] : told.events)
        if (name == "trapped" || name == "recovered" || name == "stopped_outside_zone") text += name + " ";
      return text;
    };
    RC_ASSERT(entrapments(play(story, {})) == entrapments(play(story, rebooted)));
  }));
}

}  // namespace
}  // namespace liftguard::engine::test
