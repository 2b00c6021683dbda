#include "tests/fuzz/mutations.hpp"

#include <algorithm>
#include <array>

namespace liftguard::fuzz {
namespace {

constexpr std::array<std::uint8_t, 9> kEdges{0x00, 0x01, 0x0A, 0x20, 0x7F, 0x80, 0xBF, 0xFE, 0xFF};
constexpr std::size_t kLongestBlock = 64;

Bytes block_of(const Input& input, std::size_t from, std::size_t length) {
  const Bytes bytes(input);
  from = std::min(from, bytes.size());
  return bytes.subspan(from, std::min(length, bytes.size() - from));
}

}  // namespace

Input Mutator::next(std::span<const Input> corpus) {
  Input input = corpus[below(corpus.size())];
  for (auto changes = 1 + below(8); changes > 0; --changes) change(input, corpus);
  if (input.size() > kLongest) input.resize(kLongest);
  return input;
}

void Mutator::change(Input& input, std::span<const Input> corpus) {
  const auto at = below(input.size());
  const auto length = 1 + below(kLongestBlock);
  switch (below(8)) {
    case 0:
      if (!input.empty()) input[at] = static_cast<std::uint8_t>(input[at] ^ 1U << below(8));
      return;
    case 1:
      if (!input.empty()) input[at] = kEdges[below(kEdges.size())];
      return;
    case 2:
      if (!input.empty()) input[at] = static_cast<std::uint8_t>(random_());
      return;
    case 3: {
      const auto gone = block_of(input, at, length).size();
      const auto first = input.begin() + static_cast<std::ptrdiff_t>(std::min(at, input.size()));
      input.erase(first, first + static_cast<std::ptrdiff_t>(gone));
      return;
    }
    case 4: {
      const auto again = block_of(input, at, length);
      insert(input, Input(again.begin(), again.end()));
      return;
    }
    case 5: {
      const auto& other = corpus[below(corpus.size())];
      insert(input, block_of(other, below(other.size()), length));
      return;
    }
    case 6: {
      Input fresh(1 + below(16));
      for (auto& byte : fresh) byte = static_cast<std::uint8_t>(random_());
      insert(input, fresh);
      return;
    }
    default: {
      if (words_.empty()) return;
      const auto word = words_[below(words_.size())];
      insert(input, Input(word.begin(), word.end()));
      return;
    }
  }
}

void Mutator::insert(Input& input, Bytes bytes) {
  const auto at = below(input.size() + 1);
  input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin(), bytes.end());
}

}  // namespace liftguard::fuzz
