// What the engine is given on the target: the lift and its parameters, what was kept before a reboot, and every input.
//
//   magic, site, parameters, the kept state's size (0: none) and bytes, then a tag a record: 1 + the reading's place in
//   the variant, the input's time, the reading; 0 ends it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/engine/input.hpp"
#include "firmware/engine/kept.hpp"
#include "firmware/engine/parameters.hpp"
#include "firmware/engine/site.hpp"
#include "firmware/port/cortex_m/stream/bytes.hpp"

namespace liftguard::port {

struct Setup {
  engine::Site site;
  engine::Parameters parameters;
  std::uint16_t kept_size = 0;
  std::array<std::uint8_t, engine::Kept::kMaxEncoded> kept{};  // as engine::encode gave it
};

class InputWriter {
 public:
  explicit InputWriter(ByteSink& sink) : writer_(sink) {}
  void begin(const Setup& setup);
  void add(const engine::Input& input);
  void end();

 private:
  ByteWriter writer_;
};

class InputReader {
 public:
  explicit InputReader(ByteSource& source) : reader_(source) {}
  // False where the bytes are not such a stream.
  [[nodiscard]] bool begin(Setup& setup);
  // Empty at the end; whether that is the writer's own end says ended().
  [[nodiscard]] std::optional<engine::Input> next();
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  ByteReader reader_;
  bool ended_ = false;
};

}  // namespace liftguard::port
