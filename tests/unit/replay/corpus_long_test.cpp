#include "tests/unit/replay/corpus.hpp"

#include <catch2/catch.hpp>

namespace liftguard::replay::test {

TEMPLATE_TEST_CASE_SIG("every scenario meets its truth, seeds 4 to 20", "", ((std::size_t part), part), 0, 1, 2, 3, 4,
                       5, 6, 7) {
  check_corpus({.part = part, .parts = 8}, 4, 20);
}

}  // namespace liftguard::replay::test
