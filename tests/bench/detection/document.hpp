// docs/detection.md: the parts of it that are made by this bench, between
//   <!-- made by ./liftguard bench detection: NAME --> and <!-- end of NAME -->
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "tests/bench/detection/recorded.hpp"
#include "tests/bench/detection/tally.hpp"

namespace liftguard::bench {

// Refusal "no_block" where the document has no such part.
[[nodiscard]] Result<std::string> block_of(std::string_view document, std::string_view name);
[[nodiscard]] Result<std::string> with_block(std::string_view document, std::string_view name,
                                             std::string_view content);

// The contents of the parts. `parameters` and `sample` are recomputed by a test and compared byte for byte; `measured`
// is what the last full run gave.
[[nodiscard]] std::string parameters_block();
[[nodiscard]] std::string sample_block(const Measurement& sample, const RecordedTally& recorded);
[[nodiscard]] std::string measured_block(const Measurement& measurement, std::uint32_t sample_fingerprint);

}  // namespace liftguard::bench
