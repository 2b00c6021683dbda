#include "firmware/port/cortex_m/stream/event_stream.hpp"

#include "firmware/port/cortex_m/stream/event_fields.hpp"

namespace liftguard::port {
namespace {

enum class Tag : std::uint8_t { end = 0, event = 1, glance = 2, kept = 3 };

template <class Walker>
void walk_glance(Walker& walker, engine::Engine::Glance& glance) {
  walk_all(walker, glance.height_m, glance.velocity_mps, glance.standing, glance.occupancy);
}

void put(ByteWriter& writer, Tag tag) {
  walk(writer, tag);
}

}  // namespace

void EventWriter::add(std::span<const engine::Event> events) {
  for (auto event : events) {
    put(writer_, Tag::event);
    walk(writer_, event);
  }
}

void EventWriter::add(const engine::Engine::Glance& glance) {
  auto copy = glance;
  put(writer_, Tag::glance);
  walk_glance(writer_, copy);
}

void EventWriter::add_kept(std::span<const std::uint8_t> encoded) {
  auto size = static_cast<std::uint16_t>(encoded.size());
  put(writer_, Tag::kept);
  writer_.number(size);
  sink_.write(encoded);
}

void EventWriter::end(std::uint32_t inputs) {
  put(writer_, Tag::end);
  writer_.number(inputs);
}

std::optional<engine::Event> EventReader::next() {
  while (reader_.good()) {
    Tag tag{};
    walk(reader_, tag);
    switch (tag) {
      case Tag::event: {
        engine::Event event{};
        walk(reader_, event);
        return reader_.good() ? std::optional(event) : std::nullopt;
      }
      case Tag::glance: {
        engine::Engine::Glance glance;
        walk_glance(reader_, glance);
        break;
      }
      case Tag::kept: {
        std::uint16_t size = 0;
        reader_.number(size);
        for (std::uint8_t byte = 0; size > 0 && reader_.good(); --size) reader_.number(byte);
        break;
      }
      case Tag::end:
        reader_.number(inputs_);
        complete_ = reader_.good();
        return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace liftguard::port
