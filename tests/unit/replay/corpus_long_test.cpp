#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>

namespace liftguard::replay::test {

TEST_CASE("every scenario meets its truth, seeds 4 to 20") {
  check_corpus(4, 20);
}

}  // namespace liftguard::replay::test
