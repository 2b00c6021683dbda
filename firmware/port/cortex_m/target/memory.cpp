// The few functions of <cstring> that the compiler calls by itself. No C library is linked on the target, so that
// nothing of it can be used unnoticed.
#include <cstddef>
#include <cstdint>

namespace {

using Word [[gnu::may_alias]] = std::uint32_t;

constexpr std::size_t kWord = sizeof(Word);

// Four words at a time: most of what is copied or cleared is a struct of some hundred bytes.
struct [[gnu::may_alias]] Block {
  std::uint32_t a, b, c, d;
};

bool aligned(const void* a, const void* b) {
  return ((reinterpret_cast<std::uintptr_t>(a) | reinterpret_cast<std::uintptr_t>(b)) & (kWord - 1)) == 0;
}

template <class Unit, class Byte>
Unit* at(Byte* place) {
  return reinterpret_cast<Unit*>(place);
}

}  // namespace

extern "C" {

void* memcpy(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<std::uint8_t*>(to);
  const auto* in = static_cast<const std::uint8_t*>(from);
  if (aligned(to, from)) {
    for (; size >= sizeof(Block); size -= sizeof(Block), out += sizeof(Block), in += sizeof(Block))
      *at<Block>(out) = *at<const Block>(in);
    for (; size >= kWord; size -= kWord, out += kWord, in += kWord) *at<Word>(out) = *at<const Word>(in);
  }
  for (; size > 0; --size) *out++ = *in++;
  return to;
}

void* memmove(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<std::uint8_t*>(to);
  const auto* in = static_cast<const std::uint8_t*>(from);
  if (reinterpret_cast<std::uintptr_t>(to) <= reinterpret_cast<std::uintptr_t>(from)) return memcpy(to, from, size);
  while (size > 0) {
    --size;
    out[size] = in[size];
  }
  return to;
}

void* memset(void* to, int value, std::size_t size) {
  auto* out = static_cast<std::uint8_t*>(to);
  const auto byte = static_cast<std::uint8_t>(value);
  const Word word = byte * 0x01010101U;
  if (aligned(to, nullptr)) {
    for (; size >= sizeof(Block); size -= sizeof(Block), out += sizeof(Block))
      *at<Block>(out) = {word, word, word, word};
    for (; size >= kWord; size -= kWord, out += kWord) *at<Word>(out) = word;
  }
  for (; size > 0; --size) *out++ = byte;
  return to;
}

int memcmp(const void* left, const void* right, std::size_t size) {
  const auto* a = static_cast<const std::uint8_t*>(left);
  const auto* b = static_cast<const std::uint8_t*>(right);
  for (; size > 0; --size, ++a, ++b)
    if (*a != *b) return *a < *b ? -1 : 1;
  return 0;
}

std::size_t strlen(const char* text) {
  std::size_t size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

}  // extern "C"
