#include "tests/unit/clip/drive.hpp"

#include <memory>
#include <stdexcept>

#include "common/trace/row_reader.hpp"
#include "firmware/port/rows/row_inputs.hpp"
#include "simulators/lift/program/record.hpp"

namespace liftguard::clip::test {

Drive drive(const std::vector<engine::Input>& inputs, const engine::Site& site, const engine::Parameters& parameters,
            std::span<std::uint8_t> memory, const RingOptions& options) {
  const auto box = std::make_unique<engine::Engine>(site, parameters);
  const auto ring = std::make_unique<ClipRing>(memory, site, parameters, options);
  Drive out;
  const auto cut = [&](const ClipEvent& event, engine::Time now) {
    Bytes bytes;
    (void)ring->cut(event, bytes);
    out.clips.push_back({event, now, std::move(bytes.list)});
  };
  for (const auto& input : inputs) {
    ring->take(input, *box);
    for (const auto& event : box->step(input)) {
      ring->note(event);
      out.events.push_back(event);
    }
    while (const auto due = ring->due(input.at)) cut(*due, input.at);
  }
  constexpr engine::Duration kLater{3'600'000'000};
  const auto end = inputs.empty() ? engine::Time{} : inputs.back().at;
  while (const auto due = ring->due(end + kLater)) cut(*due, end);
  return out;
}

Story story(std::string_view scenario, std::uint64_t seed) {
  lift::Play play;
  play.seed = seed;
  const auto recording = lift::record(*lift::find_scenario(scenario), play);
  Story story;
  trace::RowReader reader;
  std::string_view text = recording.trace;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto outcome = reader.push(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (outcome == trace::RowReader::Outcome::columns) story.site = port::site_of(reader.header()).value();
    if (outcome != trace::RowReader::Outcome::row) continue;
    const port::RowInputs row(reader.row());
    story.inputs.insert(story.inputs.end(), row.inputs().begin(), row.inputs().end());
  }
  return story;
}

std::vector<engine::Event> replayed(const Clip& clip) {
  const auto again = std::make_unique<engine::Engine>(clip.site, clip.parameters);
  again->resume(clip.state, clip.begins);
  std::vector<engine::Event> events;
  for (const auto& input : clip.inputs) {
    const auto step = again->step(input);
    events.insert(events.end(), step.begin(), step.end());
  }
  return events;
}

std::size_t plain_size(const std::vector<engine::Input>& inputs) {
  constexpr std::size_t kHead = 1 + 8;  // kind, time
  std::size_t size = 0;
  for (const auto& input : inputs) {
    size += kHead;
    if (std::holds_alternative<engine::Acceleration>(input.reading)) size += 12;
    if (std::holds_alternative<engine::Pressure>(input.reading)) size += 4;
    if (std::holds_alternative<engine::Temperature>(input.reading)) size += 4;
    if (std::holds_alternative<engine::SwitchReading>(input.reading)) size += 1;
  }
  return size;
}

}  // namespace liftguard::clip::test
