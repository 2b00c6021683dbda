#include "firmware/port/cortex_m/stream/input_stream.hpp"

#include <utility>

namespace liftguard::port {

using engine::Input;
using engine::Reading;

namespace {

constexpr std::uint32_t kMagic = 0x31434C47;  // "GLC1"
constexpr std::uint8_t kEnd = 0;

template <class Walker>
void walk(Walker& walker, engine::Floor& floor) {
  auto& [label, height_m] = floor;
  walk_all(walker, label, height_m);
}

template <class Walker>
void walk(Walker& walker, engine::Site& site) {
  auto& [floors, floor_count, start_floor, rated_speed_mps, sensors, gravity_known] = site;
  walk(walker, floor_count);
  for (std::size_t i = 0; i < floor_count && i < floors.size(); ++i) walk(walker, floors[i]);
  walk_all(walker, start_floor, rated_speed_mps, sensors, gravity_known);
}

template <class Walker>
void walk(Walker& walker, engine::Parameters& parameters) {
  for (const auto field : engine::kParameterFields) walk(walker, parameters.*field);
}

template <class Walker>
void walk(Walker& walker, Setup& setup) {
  auto& [site, parameters, kept_size, kept] = setup;
  walk(walker, site);
  walk(walker, parameters);
  walk(walker, kept_size);
  for (std::size_t i = 0; i < kept_size && i < kept.size(); ++i) walk(walker, kept[i]);
}

template <class Walker>
void walk(Walker& walker, engine::Acceleration& sample) {
  auto& [x, y, z] = sample;
  walk_all(walker, x, y, z);
}

template <class Walker>
void walk(Walker& walker, engine::Pressure& sample) {
  walk(walker, sample.pa);
}

template <class Walker>
void walk(Walker& walker, engine::Temperature& sample) {
  walk(walker, sample.celsius);
}

template <class Walker>
void walk(Walker& walker, engine::SwitchReading& reading) {
  auto& [which, on] = reading;
  walk_all(walker, which, on);
}

template <class Walker>
void walk(Walker&, engine::EpisodeClosed&) {}

template <class Walker>
void walk(Walker&, engine::Tick&) {}

// The alternative of that place in the variant, read; nothing where there is none of that place.
template <std::size_t... places>
std::optional<Reading> read_reading(ByteReader& reader, std::size_t place, std::index_sequence<places...>) {
  std::optional<Reading> result;
  const auto try_one = [&]<std::size_t one>(std::integral_constant<std::size_t, one>) {
    if (one != place) return;
    std::variant_alternative_t<one, Reading> reading{};
    walk(reader, reading);
    result = reading;
  };
  (try_one(std::integral_constant<std::size_t, places>{}), ...);
  return result;
}

}  // namespace

void InputWriter::begin(const Setup& setup) {
  std::uint32_t magic = kMagic;
  Setup copy = setup;
  writer_.number(magic);
  walk(writer_, copy);
}

void InputWriter::add(const Input& input) {
  auto tag = static_cast<std::uint8_t>(1 + input.reading.index());
  auto at = input.at;
  writer_.number(tag);
  walk(writer_, at);
  std::visit([this](auto reading) { walk(writer_, reading); }, input.reading);
}

void InputWriter::end() {
  std::uint8_t tag = kEnd;
  writer_.number(tag);
}

bool InputReader::begin(Setup& setup) {
  std::uint32_t magic = 0;
  reader_.number(magic);
  if (magic != kMagic) return false;
  walk(reader_, setup);
  return reader_.good() && setup.site.floor_count <= setup.site.floors.size() && setup.kept_size <= setup.kept.size();
}

std::optional<Input> InputReader::next() {
  std::uint8_t tag = kEnd;
  reader_.number(tag);
  ended_ = reader_.good() && tag == kEnd;
  if (tag == kEnd) return std::nullopt;
  engine::Time at;
  walk(reader_, at);
  const auto reading = read_reading(reader_, tag - 1U, std::make_index_sequence<std::variant_size_v<Reading>>{});
  if (!reading || !reader_.good()) return std::nullopt;
  return Input{at, *reading};
}

}  // namespace liftguard::port
