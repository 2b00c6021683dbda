// Seeded mutations of byte strings: the same seed gives the same bytes on every host.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace liftguard::fuzz {

using Input = std::vector<std::uint8_t>;

class Mutator {
 public:
  // `words` are what inputs of this kind are made of; may be empty.
  Mutator(std::uint64_t seed, std::span<const std::string_view> words) : random_(seed), words_(words) {}

  // One of `corpus` (not empty), changed in one to eight places, at most `kLongest` bytes.
  [[nodiscard]] Input next(std::span<const Input> corpus);

  static constexpr std::size_t kLongest = 4096;

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  void change(Input& input, std::span<const Input> corpus);
  void insert(Input& input, Bytes bytes);

  std::mt19937_64 random_;
  std::span<const std::string_view> words_;
};

}  // namespace liftguard::fuzz
