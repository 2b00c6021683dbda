#include "tests/bench/detection/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/detection/tables.hpp"

namespace liftguard::bench {
namespace {

constexpr std::size_t kListedFaults = 40;  // in the document; all are in the file beside it

struct Span {
  std::size_t from, length;
};

Result<Span> find_block(std::string_view document, std::string_view name) {
  const auto head = fmt::format("<!-- made by ./liftguard bench detection: {} -->\n", name);
  const auto foot = fmt::format("<!-- end of {} -->", name);
  const auto begin = document.find(head);
  const auto end = document.find(foot);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + head.size())
    return refuse("no_block", "the document has no part " + std::string(name));
  return Span{begin + head.size(), end - begin - head.size()};
}

// Entrapments first, then other events, then rides, of which one lost position spoils many.
int rank(const std::string& fault) {
  const auto is = [&](std::string_view what) { return fault.find(what) != std::string::npos; };
  if (is("missing trapped") || is("extra trapped")) return 0;
  return is("missing ride") || is("extra ride") ? 2 : 1;
}

std::string faults_text(const Tally& tally) {
  if (tally.faults.empty()) return "Nothing was missed, nothing invented.\n";
  auto faults = tally.faults;
  std::stable_sort(faults.begin(), faults.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  auto text = fmt::format("Missed or invented, each with its scenario and seed ({}):\n\n```text\n", faults.size());
  for (std::size_t i = 0; i < faults.size() && i < kListedFaults; ++i) text += faults[i] + "\n";
  if (faults.size() > kListedFaults) text += fmt::format("... and {} more\n", faults.size() - kListedFaults);
  return text + "```\n";
}

std::string answers(const Measurement& measurement) {
  const auto& whole = measurement.whole;
  const auto& partial = measurement.partial;
  return provenance(measurement) + "\n**Boxes with all their sensors**\n\n" + kind_table(whole) + "\n" +
         ride_error_line(whole) + "\n" + delay_histograms(whole) + "\n" + faults_text(whole) +
         "\n**Boxes without some of them** (DV-1: the engine does its best)\n\n" + kind_table(partial) + "\n" +
         ride_error_line(partial) + "\n" + faults_text(partial);
}

}  // namespace

Result<std::string> block_of(std::string_view document, std::string_view name) {
  const auto block = find_block(document, name);
  if (!block) return block.error();
  return {boost::system::in_place_value, document.substr(block->from, block->length)};
}

Result<std::string> with_block(std::string_view document, std::string_view name, std::string_view content) {
  const auto block = find_block(document, name);
  if (!block) return block.error();
  std::string text(document);
  text.replace(block->from, block->length, content);
  return {boost::system::in_place_value, std::move(text)};
}

std::string parameters_block() {
  return parameter_table();
}

std::string sample_block(const Measurement& sample, const RecordedTally& recorded) {
  return answers(sample) + "\n" + recorded_line(recorded);
}

std::string measured_block(const Measurement& measurement, std::uint32_t sample_fingerprint) {
  return fmt::format("Measured when the small corpus below had the fingerprint `{:08x}`.\n\n", sample_fingerprint) +
         answers(measurement);
}

}  // namespace liftguard::bench
