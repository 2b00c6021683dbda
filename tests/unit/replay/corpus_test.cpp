#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>

namespace liftguard::replay::test {

TEMPLATE_TEST_CASE_SIG("every scenario meets its truth, seeds 1 to 3", "", ((std::size_t part), part), 0, 1, 2, 3, 4, 5,
                       6, 7) {
  check_corpus({.part = part, .parts = 8}, 1, 3);
}

}  // namespace liftguard::replay::test
