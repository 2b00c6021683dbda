// The analysis that bounds the engine's stack: what it adds up, and what it must refuse.
#include <algorithm>
#include <catch2/catch.hpp>

#include "simulators/lift/program/record.hpp"
#include "tests/bench/engine/engine_stack.hpp"
#include "tests/unit/cortex/count.hpp"

namespace liftguard::cortex {
namespace {

using bench::CallGraph;

std::string node(const std::string& name, int bytes, const std::string& kind = "static") {
  return "node: { title: \"" + name + "\" label: \"void f()\\nf.cpp:1:2\\n" + std::to_string(bytes) + " bytes (" +
         kind + ")\" }\n";
}

std::string edge(const std::string& from, const std::string& to) {
  return "edge: { sourcename: \"" + from + "\" targetname: \"" + to + "\" label: \"f.cpp:3:4\" }\n";
}

std::string refusal(const std::string& text) {
  CallGraph graph({{"memcpy", 8}});
  graph.add(text);
  const auto bound = graph.deepest("step");
  return bound ? "none" : bound.error().code;
}

}  // namespace

TEST_CASE("the deepest path counts, across files, with the library's functions") {
  CallGraph graph({{"memcpy", 8}});
  graph.add(node("step", 100) + node("/a.cpp:small", 16) + edge("step", "/a.cpp:small") + edge("step", "large"));
  graph.add(node("large", 40) + edge("large", "memcpy") + node("/b.cpp:small", 60));
  const auto bound = graph.deepest("step");
  REQUIRE(bound.has_value());
  CHECK(bound->bytes == 160);
  CHECK(bound->path == std::vector<std::string>{"step 100", "small 60"});
}

TEST_CASE("a constructor is found under both of its names") {
  CallGraph graph({});
  graph.add(node("step", 100) + edge("step", "_ZN4PartC1Ev") + node("_ZN4PartC2Ev", 20));
  CHECK(graph.deepest("step").value().bytes == 120);
}

TEST_CASE("what has no bound is refused") {
  CHECK(refusal(node("step", 8) + edge("step", "memcpy")) == "none");
  CHECK(refusal(node("step", 8) + node("a", 8) + edge("step", "a") + edge("a", "step")) == "recursion");
  CHECK(refusal(node("step", 8) + edge("step", "step")) == "recursion");
  CHECK(refusal(node("step", 8) + edge("step", "__indirect_call")) == "indirect_call");
  CHECK(refusal(node("step", 8) + node("a", 8, "dynamic") + edge("step", "a")) == "dynamic_frame");
  CHECK(refusal(node("step", 8, "dynamic,bounded")) == "none");
  CHECK(refusal(node("step", 8) + edge("step", "malloc")) == "unknown_function");
  CHECK(refusal(node("other", 8)) == "no_function");
}

TEST_CASE("the engine's stack has a bound, and no trace goes beyond it") {
  const auto stacks = bench::engine_stacks(TARGET_BUILD);
  if (!stacks) FAIL(stacks.error());
  const auto step =
      std::find_if(stacks->begin(), stacks->end(), [](const auto& one) { return one.entry == "Engine::step"; });
  REQUIRE(step != stacks->end());
  for (const auto* scenario : {"stuck_and_button", "power_cut_mid_ride", "horseplay"}) {
    const auto inputs = inputs_of(lift::record(*lift::find_scenario(scenario), {}).trace);
    const auto count = count_on_target(COUNT_IMAGE, inputs);
    INFO(scenario << ": " << count.stack_bytes << " of " << step->bound.bytes);
    CHECK(count.stack_bytes <= step->bound.bytes);
    CHECK(count.stack_bytes > step->bound.bytes / 4);
  }
}

}  // namespace liftguard::cortex
