// The sensors that a box may have.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace liftguard::lift {

enum class Part : std::uint8_t {
  acceleration = 0,
  pressure = 1,
  door = 2,
  zone = 3,
  presence = 4,
  button = 5,
  mains = 6,
  inspection = 7,
  temperature = 8,
};
inline constexpr std::size_t kParts = 9;
inline constexpr std::array<Part, kParts> kEveryPart{Part::acceleration, Part::pressure,   Part::door,
                                                     Part::zone,         Part::presence,   Part::button,
                                                     Part::mains,        Part::inspection, Part::temperature};

[[nodiscard]] constexpr std::size_t index_of(Part part) {
  return static_cast<std::size_t>(part);
}

class PartSet {
 public:
  constexpr PartSet() = default;
  constexpr PartSet(std::initializer_list<Part> parts) {
    for (const Part part : parts) add(part);
  }
  [[nodiscard]] constexpr bool has(Part part) const { return (bits_ >> index_of(part) & 1U) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  constexpr void add(Part part) { bits_ |= 1U << index_of(part); }

 private:
  unsigned bits_ = 0;
};

}  // namespace liftguard::lift
