// A box with a clip ring, driven by a simulated scenario: what it reported, and the clips that were cut.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/clip/clip_ring.hpp"
#include "firmware/clip/unpack.hpp"
#include "firmware/engine/event.hpp"

namespace liftguard::clip::test {

class Bytes final : public ByteSink {
 public:
  void put(std::uint8_t byte) override { list.push_back(byte); }
  std::vector<std::uint8_t> list;
};

struct Cut {
  ClipEvent event;
  engine::Time at;  // when it was cut
  std::vector<std::uint8_t> bytes;
};

struct Drive {
  std::vector<engine::Event> events;
  std::vector<Cut> clips;
  std::vector<engine::Input> inputs;
};

// The engine and the ring together over inputs; clips that are not due at the end are cut there.
[[nodiscard]] Drive drive(const std::vector<engine::Input>& inputs, const engine::Site& site,
                          const engine::Parameters& parameters, std::span<std::uint8_t> memory,
                          const RingOptions& options = {});

struct Story {
  engine::Site site;
  std::vector<engine::Input> inputs;
};
[[nodiscard]] Story story(std::string_view scenario, std::uint64_t seed);

// What the engine reports when the clip is replayed.
[[nodiscard]] std::vector<engine::Event> replayed(const Clip& clip);

// Bytes of the same inputs as they stand in a plain record: kind, time, floats.
[[nodiscard]] std::size_t plain_size(const std::vector<engine::Input>& inputs);

}  // namespace liftguard::clip::test
