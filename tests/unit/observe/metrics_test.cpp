#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/observe/metrics.hpp"
#include "common/observe/process_metrics.hpp"

using namespace liftguard::observe;
using Catch::Contains;

TEST_CASE("a counter is found again by name and labels, and adds up over threads") {
  Metrics metrics;
  Counter& one = metrics.counter("liftguard_test_things_total", "Things.", {{"lane", "alarm"}});
  CHECK(&metrics.counter("liftguard_test_things_total", "Things.", {{"lane", "alarm"}}) == &one);
  CHECK(&metrics.counter("liftguard_test_things_total", "Things.", {{"lane", "bulk"}}) != &one);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) one.add();
    });
  threads.clear();
  CHECK(one.value() == 40'000);
  CHECK_THAT(metrics.text(), Contains("liftguard_test_things_total{lane=\"alarm\"} 40000"));
  CHECK_THAT(metrics.text(), Contains("# TYPE liftguard_test_things_total counter"));
}

TEST_CASE("a counter follows a total that is counted elsewhere and never goes back") {
  Metrics metrics;
  Counter& counter = metrics.counter("liftguard_test_things_total", "Things.");
  counter.raise_to(7);
  counter.raise_to(5);
  CHECK(counter.value() == 7);
  counter.raise_to(9);
  CHECK(counter.value() == 9);
}

TEST_CASE("what nobody pushes is looked at before each collection") {
  Metrics metrics;
  Gauge& depth = metrics.gauge("liftguard_test_depth", "Depth.");
  int looks = 0;
  metrics.before_collecting([&] { depth.set(++looks); });
  CHECK_THAT(metrics.text(), Contains("liftguard_test_depth 1"));
  CHECK_THAT(metrics.text(), Contains("liftguard_test_depth 2"));
}

TEST_CASE("a histogram has the specification's limits among its buckets") {
  Metrics metrics;
  Histogram& lateness = metrics.histogram("liftguard_test_lateness_seconds", "Lateness.");
  lateness.observe(1.0);
  lateness.observe(1.001);
  const std::string text = metrics.text();
  CHECK_THAT(text, Contains("liftguard_test_lateness_seconds_bucket{le=\"1\"} 1"));
  CHECK_THAT(text, Contains("liftguard_test_lateness_seconds_bucket{le=\"2\"} 2"));
  CHECK_THAT(text, Contains("liftguard_test_lateness_seconds_count 2"));
  for (const char* limit : {"0.02", "0.05", "0.3", "1", "5", "15"})
    CHECK_THAT(text, Contains(std::string("le=\"") + limit + "\""));
}

TEST_CASE("a name that is none of ours, or of another type, is refused") {
  Metrics metrics;
  CHECK_THROWS_AS(metrics.counter("things_total", "Things."), std::invalid_argument);
  CHECK_THROWS_AS(metrics.counter("liftguard_bad name", "Things."), std::invalid_argument);
  metrics.counter("liftguard_test_things_total", "Things.");
  CHECK_THROWS_AS(metrics.gauge("liftguard_test_things_total", "Things."), std::invalid_argument);
}

TEST_CASE("O9: a process says what it holds") {
  Metrics metrics;
  add_process_metrics(metrics);
  REQUIRE_FALSE(metrics.text().empty());
  CHECK(metrics.gauge("process_resident_memory_bytes", "Resident memory.").value() > 1e6);
  CHECK(metrics.gauge("process_open_fds", "Open file descriptors.").value() >= 3);
  CHECK(metrics.gauge("process_threads", "Threads.").value() >= 1);
}
