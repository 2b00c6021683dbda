#include "firmware/monitor/updating.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sodium.h>
#include <spdlog/spdlog.h>

#include "firmware/update/reason.hpp"

namespace liftguard::monitor {
namespace {

// The slot that the boot stage started this program from.
std::optional<update::Slot> own_slot() {
  const auto* name = std::getenv("LIFTGUARD_SLOT");
  if (name == nullptr) return std::nullopt;
  if (std::string_view(name) == "A") return update::Slot::a;
  if (std::string_view(name) == "B") return update::Slot::b;
  return std::nullopt;
}

std::string detail_of(update::Reason reason) {
  const auto words = update::words_of(reason);
  return fmt::format("{}: {} {}", words.code, words.zh, words.en);
}

update::UpdaterOptions options_of(const UpdateConfig& config, update::Slot slot) {
  update::UpdaterOptions out;
  out.slot = slot;
  out.board = config.board;
  out.least_trial = config.least_trial;
  return out;
}

bool tells_something_new(const wire::UpdateStatus& told, const wire::UpdateStatus& now) {
  return told.phase != now.phase || told.reason != now.reason || told.version != now.version;
}

}  // namespace

Condition::Condition(Store& store) : store_(store) {
  const std::lock_guard lock(store_.mutex);
  lost_before_ = sensors_lost_of(store_.kept);
}

update::Health Condition::health(SteadyTime now) {
  const std::lock_guard lock(store_.mutex);
  if (store_.sensing.samples != samples_) heard_ = now;
  samples_ = store_.sensing.samples;
  const bool heard_lately = heard_ && now - *heard_ < kHeardLately;
  const bool none_lost_since =
      std::includes(lost_before_.begin(), lost_before_.end(), store_.sensors_lost.begin(), store_.sensors_lost.end());
  return {heard_lately && !store_.sensors.empty() && none_lost_since, !store_.journal.alarm_space_full(),
          store_.confirmed};
}

update::Conditions Condition::conditions() const {
  const std::lock_guard lock(store_.mutex);
  const bool has_mains_input = store_.mains.has_value() || store_.sensors.empty() ||
                               std::find(store_.sensors.begin(), store_.sensors.end(), "mains") != store_.sensors.end();
  return {store_.kept.episodes.open().empty(), store_.standing.value_or(!store_.sensors.empty()),
          has_mains_input ? store_.mains.value_or(false) : true};
}

std::unique_ptr<Updating> Updating::open(const Config& config, Store& store, const SteadyClock& clock,
                                         Outputs outputs) {
  const auto slot = own_slot();
  if (!config.update || !slot) return nullptr;
  try {
    return try_open(*config.update, *slot, store, clock, std::move(outputs));
  } catch (const std::exception& error) {
    spdlog::critical("no updates: {}", error.what());
    return nullptr;
  }
}

std::unique_ptr<Updating> Updating::try_open(const UpdateConfig& config, update::Slot slot, Store& store,
                                             const SteadyClock& clock, Outputs outputs) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  auto keys = update::MakerKeys::load(config.keys);
  if (!keys) throw std::runtime_error(keys.error().detail);
  return std::unique_ptr<Updating>(new Updating(config, std::move(*keys), slot, store, clock, std::move(outputs)));
}

Updating::Updating(const UpdateConfig& config, update::MakerKeys keys, update::Slot slot, Store& store,
                   const SteadyClock& clock, Outputs outputs)
    : board_(config.board),
      clock_(clock),
      outputs_(std::move(outputs)),
      slots_(config.slots, kCapacity),
      updater_(slots_, std::move(keys), options_of(config, slot), clock.now()),
      condition_(store) {
  tell(clock.now());
}

void Updating::take(wire::ImageChunk chunk) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostWaiting) return;
    waiting_.push_back(std::move(chunk));
  }
  outputs_.wake();
}

wire::UpdateStatus Updating::status() const {
  const std::lock_guard lock(mutex_);
  return told_;
}

Answer Updating::offer(const wire::OfferImage& offer) {
  const auto reason = updater_.offer(offer.header);
  tell(clock_.now());
  if (reason == update::Reason::none) return {};
  const auto outcome = reason == update::Reason::busy ? wire::CommandOutcome::busy : wire::CommandOutcome::refused;
  return {outcome, detail_of(reason)};
}

void Updating::step() {
  take_pieces();
  const auto now = clock_.now();
  updater_.ask(now, condition_.health(now), condition_.conditions());
  prove_if_on_trial();
  tell(now);
  if (updater_.wants_restart()) outputs_.restart();
}

void Updating::take_pieces() {
  const auto pieces = [this] {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }();
  for (const auto& piece : pieces)
    if (piece.version == updater_.status().version) (void)updater_.chunk(piece.offset, piece.data);
}

// A trial shall try the whole way of an alarm, not wait for one.
void Updating::prove_if_on_trial() {
  if (proof_asked_ || updater_.status().phase != update::Phase::trial) return;
  proof_asked_ = true;
  outputs_.prove();
}

void Updating::tell(SteadyTime now) {
  const auto status = updater_.status();
  const wire::UpdateStatus fresh{static_cast<wire::UpdatePhase>(status.phase),
                                 static_cast<std::uint8_t>(status.reason),
                                 status.running,
                                 status.version,
                                 status.total,
                                 status.next_offset,
                                 board_};
  const auto before = [&] {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, fresh);
  }();
  const bool news = tells_something_new(before, fresh);
  const bool window_done = fresh.next_offset >= asked_offset_ + wire::kChunksAtOnce * wire::kMaxImageChunk;
  const bool waits = fresh.phase == wire::UpdatePhase::receiving;
  if (news) {
    spdlog::info("update: phase {}, {}, version {}", static_cast<int>(fresh.phase), update::words_of(status.reason).en,
                 fresh.version);
    outputs_.birth();
  }
  if (!news && !(waits && (!asked_ || window_done || now - *asked_ >= kAskEvery))) return;
  asked_ = now;
  asked_offset_ = fresh.next_offset;
  outputs_.progress(fresh);
}

}  // namespace liftguard::monitor
