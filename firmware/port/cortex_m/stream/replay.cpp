#include "firmware/port/cortex_m/stream/replay.hpp"

#include "firmware/port/cortex_m/stream/event_stream.hpp"
#include "firmware/port/cortex_m/stream/input_stream.hpp"

namespace liftguard::port {
namespace {

constexpr std::uint32_t kGlanceEvery = 256;  // inputs

class Replay {
 public:
  Replay(ByteSource& source, ByteSink& sink, EngineRoom& room) : reader_(source), writer_(sink), room_(room) {}

  ReplayEnd run() {
    Setup setup;
    if (!reader_.begin(setup)) return ReplayEnd::bad_stream;
    engine_ = new (room_.bytes.data()) engine::Engine(setup.site, setup.parameters);
    auto input = reader_.next();
    if (setup.kept_size > 0 && input && !restore(setup, input->at)) return ReplayEnd::bad_kept;
    for (; input; input = reader_.next()) step(*input);
    if (!reader_.ended()) return ReplayEnd::bad_stream;
    writer_.add(engine_->finish());
    add_kept();
    writer_.end(inputs_);
    return ReplayEnd::done;
  }

 private:
  bool restore(const Setup& setup, engine::Time now) {
    engine::Kept kept;
    if (!engine::decode(std::span(setup.kept).first(setup.kept_size), kept)) return false;
    engine_->restore(kept, now);
    return true;
  }
  void step(const engine::Input& input) {
    writer_.add(engine_->step(input));
    if (++inputs_ % kGlanceEvery == 0) writer_.add(engine_->glance());
  }
  void add_kept() {
    std::array<std::uint8_t, engine::Kept::kMaxEncoded> bytes;
    writer_.add_kept(std::span(bytes).first(engine::encode(engine_->kept(), bytes)));
  }

  InputReader reader_;
  EventWriter writer_;
  EngineRoom& room_;
  engine::Engine* engine_ = nullptr;
  std::uint32_t inputs_ = 0;
};

}  // namespace

ReplayEnd replay_stream(ByteSource& source, ByteSink& sink, EngineRoom& room) {
  return Replay(source, sink, room).run();
}

}  // namespace liftguard::port
