#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "gateway/ingest/left_over.hpp"

using namespace liftguard;
using namespace liftguard::gateway;

namespace {

Admitted message(const std::string& name, Lane lane, std::size_t together = kMaxGroup) {
  wire::Envelope envelope;
  envelope.lane = lane;
  return {{{}, name, {}, 0}, envelope, 0, together};
}

std::vector<std::string> names(const std::vector<Admitted>& group) {
  std::vector<std::string> all;
  for (const auto& one : group) all.push_back(one.incoming.topic);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("A3: what is put back comes before what was left over before, alarms first, each lane in its order") {
  LeftOver left_over;
  std::vector<Admitted> older{message("a", Lane::event), message("1", Lane::alarm), message("b", Lane::event)};
  left_over.put_back(older, 0);
  std::vector<Admitted> younger{message("done", Lane::event), message("c", Lane::event), message("0", Lane::alarm)};
  left_over.put_back(younger, 1);
  CHECK(left_over.size() == 5);
  CHECK(names(left_over.next(Newer::none)) == Names{"0", "1", "c", "a", "b"});
  CHECK(left_over.empty());
}

TEST_CASE("newer alarms go before left-over others, eight times in a row") {
  LeftOver left_over;
  std::vector<Admitted> group{message("a", Lane::event)};
  left_over.put_back(group, 0);
  for (int i = 0; i < 8; ++i) CHECK(left_over.next(Newer::alarms).empty());
  CHECK(names(left_over.next(Newer::alarms)) == Names{"a"});
}

TEST_CASE("B17: messages are tried with as many others as they may be, and no more") {
  LeftOver left_over;
  std::vector<Admitted> group{message("a", Lane::event, 2), message("b", Lane::event, 2), message("c", Lane::event, 2),
                              message("d", Lane::event, 1), message("e", Lane::event)};
  left_over.put_back(group, 0);
  for (const auto& expected : {Names{"a", "b"}, Names{"c"}, Names{"d"}, Names{"e"}})
    CHECK(names(left_over.next(Newer::none)) == expected);
}

TEST_CASE("B9: what is no alarm can be dropped, with its number") {
  LeftOver left_over;
  std::vector<Admitted> group{message("a", Lane::event), message("1", Lane::alarm), message("b", Lane::bulk)};
  left_over.put_back(group, 0);
  CHECK(left_over.keep_alarms() == 2);
  CHECK(names(left_over.next(Newer::none)) == Names{"1"});
}
