#include "firmware/clip/clip_ring.hpp"

#include <algorithm>

#include "firmware/clip/byte_writer.hpp"

namespace liftguard::clip {
namespace {

constexpr engine::Duration kAtRest{3'000'000};  // before a state is taken
constexpr int kPatience = 4;                    // segments' lengths without a standstill: then a state under way

template <std::size_t... I>
std::array<GridFinder, kChannels> finders_of(const std::array<float, kChannels>& steps, std::index_sequence<I...>) {
  return {GridFinder(steps[I])...};
}

}  // namespace

ClipRing::ClipRing(std::span<std::uint8_t> memory, const engine::Site& site, const engine::Parameters& parameters,
                   const RingOptions& options)
    : site_(site),
      parameters_(parameters),
      options_(options),
      store_(memory),
      finders_(finders_of(options.steps, std::make_index_sequence<kChannels>())) {}

void ClipRing::take(const engine::Input& input, const engine::Engine& engine) {
  if (clock_went_back(engine)) start_again(*engine.now());
  const auto glance = engine.glance();
  follow(input.at, glance);
  if (wants_segment(input.at, glance)) begin_segment(input.at, engine);
  if (!open_) return;
  Coder coder(open_->encoder, store_);
  (void)open_->codec.code(coder, input);
  ++store_.newest().head.inputs;
  see(input.reading);
  if (!store_.overflown()) return;
  store_.drop_newest();
  open_.reset();
}

bool ClipRing::clock_went_back(const engine::Engine& engine) const {
  return store_.count() > 0 && engine.now() && *engine.now() < store_.at(store_.count() - 1).head.state_at;
}

// The times of a clip are of one clock.
void ClipRing::start_again(engine::Time now) {
  open_.reset();
  store_.clear();
  pending_count_ = 0;
  departed_.reset();
  settled_since_ = now;
}

void ClipRing::follow(engine::Time now, const engine::Engine::Glance& glance) {
  if (stands_ && !glance.standing) departed_ = now;
  stands_ = glance.standing;
  if (!glance.settled) settled_since_ = now;
}

bool ClipRing::wants_segment(engine::Time now, const engine::Engine::Glance& glance) const {
  if (!open_) return true;
  const auto age = now - store_.at(store_.count() - 1).head.state_at;
  const bool at_rest = glance.settled && now - settled_since_ >= kAtRest;
  return age >= (at_rest ? options_.segment : kPatience * options_.segment);
}

void ClipRing::begin_segment(engine::Time now, const engine::Engine& engine) {
  std::array<std::uint8_t, engine::Kept::kMaxEncoded> state;
  auto kept = engine.kept();
  kept.senses = engine.kept_senses();
  const auto state_bytes = engine::encode(kept, state);
  if (state_bytes == 0) return;
  finish_segment();
  Grids grids;
  for (std::size_t i = 0; i < kChannels; ++i) grids[i] = finders_[i].take();
  const auto state_at = engine.now().value_or(now);
  store_.begin(state_at, grids);
  for (std::size_t i = 0; i < state_bytes; ++i) store_.put(state[i]);
  auto& head = store_.newest().head;
  head.state_bytes = static_cast<std::uint16_t>(head.input_bytes);
  head.input_bytes = 0;
  if (store_.overflown()) return store_.drop_newest();
  open_.emplace(grids, state_at);
}

void ClipRing::finish_segment() {
  if (!open_) return;
  open_->encoder.finish(store_);
  open_.reset();
  if (store_.overflown()) store_.drop_newest();
}

void ClipRing::see(const engine::Reading& reading) {
  const auto finder = [this](Channel channel) -> GridFinder& { return finders_[static_cast<std::size_t>(channel)]; };
  if (const auto* sample = std::get_if<engine::Acceleration>(&reading)) {
    finder(Channel::x).see(sample->x);
    finder(Channel::y).see(sample->y);
    finder(Channel::z).see(sample->z);
  } else if (const auto* pressure = std::get_if<engine::Pressure>(&reading)) {
    finder(Channel::pressure).see(pressure->pa);
  } else if (const auto* temperature = std::get_if<engine::Temperature>(&reading)) {
    finder(Channel::temperature).see(temperature->celsius);
  }
}

void ClipRing::note(const engine::Event& event) {
  if (!carries_clip(event.kind) || pending_count_ == kMostPending) return;
  const auto end = event.at + options_.after;
  const auto earliest = end - options_.longest;
  const auto wanted = departed_ ? *departed_ - options_.lead : earliest;
  pending_[pending_count_++] = {{event.kind, event.rule, event.episode, event.at}, std::max(wanted, earliest)};
}

std::optional<ClipEvent> ClipRing::due(engine::Time now) const {
  if (pending_count_ == 0 || now < pending_[0].event.at + options_.after) return std::nullopt;
  return pending_[0].event;
}

std::optional<engine::Time> ClipRing::oldest() const {
  if (store_.count() == 0) return std::nullopt;
  return store_.at(0).head.state_at;
}

ClipRing::Pending ClipRing::take_pending(const ClipEvent& event) {
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(pending_count_);
  const auto found = std::find_if(pending_.begin(), end, [&](const Pending& one) { return one.event == event; });
  if (found == end) return {event, event.at + options_.after - options_.longest};
  const auto taken = *found;
  std::move(found + 1, end, found);
  --pending_count_;
  return taken;
}

// The last one that begins before what is wanted; where that makes the clip too long, the first that does not.
std::size_t ClipRing::first_segment(const Pending& pending) const {
  const auto earliest = pending.event.at + options_.after - options_.longest;
  std::size_t first = 0;
  for (std::size_t i = 1; i < store_.count(); ++i) {
    const auto begins = store_.at(i).head.state_at;
    if (begins <= pending.wanted_from || store_.at(first).head.state_at < earliest) first = i;
  }
  return first;
}

ClipRing::Range ClipRing::between(engine::Time from, engine::Time to) const {
  Range range;
  for (std::size_t i = 0; i < store_.count() && store_.at(i).head.state_at <= to; ++i) {
    if (store_.at(i).head.state_at <= from) range.first = i;
    range.end = i + 1;
  }
  return range;
}

std::size_t ClipRing::cut(const ClipEvent& event, ByteSink& sink) {
  const auto pending = take_pending(event);
  return write(event, {first_segment(pending), store_.count()}, sink);
}

std::size_t ClipRing::cut(engine::Time from, engine::Time to, ByteSink& sink) {
  return write({kAskedFor, 0, 0, to}, between(from, to), sink);
}

std::size_t ClipRing::write(const ClipEvent& event, Range range, ByteSink& sink) const {
  if (range.end <= range.first) return 0;
  const auto zero = store_.at(range.first).head.state_at;
  ByteWriter writer(sink);
  Header header{.first_state = zero,
                .event = event,
                .site = site_,
                .changes = changes_of(parameters_),
                .segments = static_cast<std::uint16_t>(range.end - range.first)};
  walk(writer, header);
  for (std::size_t i = range.first; i < range.end; ++i) {
    const bool is_open = open_ && i + 1 == store_.count();
    auto segment = store_.at(i);
    auto encoder = is_open ? open_->encoder : BitEncoder{};
    if (is_open) segment.head.input_bytes += static_cast<std::uint32_t>(encoder.bytes_to_finish());
    walk(writer, segment.head, zero);
    store_.copy(store_.at(i), writer);
    if (is_open) encoder.finish(writer);
  }
  writer.finish();
  return writer.size();
}

}  // namespace liftguard::clip
