// The engine's kept state as bytes (DV-11, DV-20).
#include <algorithm>
#include <array>
#include <vector>

#include "common/base/checksum.hpp"
#include "tests/fuzz/byte_source.hpp"
#include "tests/fuzz/engine_watch.hpp"

namespace liftguard::fuzz {
namespace {

using engine::Duration;
using engine::Engine;
using engine::Input;
using engine::Kept;
using engine::Switch;
using engine::SwitchReading;
using engine::Time;

constexpr std::size_t kChecksum = 4;

// So that the fields behind the checksum are tried too.
std::vector<std::uint8_t> with_checksum(Bytes body) {
  std::vector<std::uint8_t> bytes(body.begin(), body.end());
  const auto sum = crc32c(bytes);
  for (std::size_t i = 0; i < kChecksum; ++i) bytes.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
  return bytes;
}

// Behind the magic number stands the version; older ones are read too.
bool of_today(Bytes bytes) {
  ByteSource fields(bytes);
  (void)fields.take<std::uint32_t>();
  return fields.take<std::uint16_t>() == Kept::kVersion;
}

std::vector<std::uint8_t> written(const Kept& kept) {
  std::vector<std::uint8_t> bytes(Kept::kMaxEncoded);
  bytes.resize(encode(kept, bytes));
  return bytes;
}

// A minute of a quiet car, with and without a door that opens, goes on from any state.
void go_on(Engine& engine, Time from) {
  for (int tick = 0; tick < 600; ++tick) {
    const Time at = from + Duration{100'000} * tick;
    const bool open = tick > 300;
    for (const auto which : {Switch::door, Switch::zone})
      if (tick % 5 == 0) (void)engine.step({at, SwitchReading{which, which == Switch::zone || open}});
    const float noise = 0.001F * static_cast<float>(tick % 7);
    (void)engine.step({at, engine::Pressure{101'000.0F + noise}});
    (void)engine.step({at, engine::Acceleration{noise, 0.0F, 9.81F + noise}});
  }
  (void)engine.finish();
}

std::string check(Bytes bytes, Time now) {
  Kept kept;
  const auto before = written(kept);
  if (!decode(bytes, kept)) return written(kept) == before ? "" : "refused bytes have changed the state";
  const auto again = written(kept);
  if (of_today(bytes) && !std::ranges::equal(again, bytes)) return "the state is not written back to the same bytes";
  if (Kept reread; !decode(again, reread) || written(reread) != again) return "the state written back reads otherwise";
  Engine engine(engine::Site{}, engine::Parameters{});
  engine.restore(kept, now);
  if (written(engine.kept()).empty()) return "the restored state cannot be written";
  go_on(engine, now);
  if (written(engine.kept()).empty()) return "the state cannot be written a minute later";
  return {};
}

}  // namespace

std::string kept_state(Bytes bytes) {
  constexpr Time kStart{}, kLater{Duration{86'400'000'000}};
  if (auto broken = check(bytes, kStart); !broken.empty()) return broken;
  const auto body = bytes.first(bytes.size() - std::min(bytes.size(), kChecksum));
  return check(with_checksum(body), kLater);
}

}  // namespace liftguard::fuzz
