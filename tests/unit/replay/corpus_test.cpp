#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>

namespace liftguard::replay::test {

TEST_CASE("every scenario meets its truth, seeds 1 to 3") {
  check_corpus(1, 3);
}

}  // namespace liftguard::replay::test
