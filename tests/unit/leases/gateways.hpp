// Gateways as far as their leases go: each with a keeper, its own database handle and its own steady clock, all on one
// database whose clock is moved by hand.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/leases/keeper.hpp"
#include "tests/unit/storage/scratch.hpp"

namespace liftguard::gateway::leases::testing {

inline const UtcTime kStart = utc_from_ms(1'800'000'000'000);

// A steady clock that runs beside the world's, faster or slower.
class OwnClock final : public SteadyClock {
 public:
  OwnClock(const VirtualClock& world, double rate, std::chrono::microseconds ahead)
      : world_(world), rate_(rate), ahead_(ahead) {}
  [[nodiscard]] SteadyTime now() const override {
    const auto elapsed = static_cast<double>(world_.now().time_since_epoch().count());
    return SteadyTime{std::chrono::microseconds{static_cast<std::int64_t>(elapsed * rate_)} + ahead_};
  }

 private:
  const VirtualClock& world_;
  double rate_;
  std::chrono::microseconds ahead_;
};

struct World {
  liftguard::testing::Scratch scratch;
  VirtualClock time{kStart};
  Milliseconds database_ahead{0};  // of its clock

  [[nodiscard]] UtcTime database_time() const { return time.utc_now() + database_ahead; }
};

struct Manner {
  double rate = 1.0;  // of its steady clock
  std::chrono::microseconds ahead{0};
  std::string process = "elsewhere/1/1";
  SlotSet wanted = SlotSet().set();
};

class Gateway {
 public:
  explicit Gateway(World& world, const Manner& manner = {})
      : world_(world),
        manner_(manner),
        clock_(world.time, manner.rate, manner.ahead),
        database_(world.scratch.open()) {}
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  void start() {
    holdings_.emplace(clock_);
    open_.reset();
    KeeperOptions options;
    options.as = {"test", manner_.process, manner_.wanted};
    options.has_ended = [this](std::string_view process) { return has_ended && has_ended(process); };
    options.database_time = [this](storage::Session&) {
      const UtcTime now = world_.database_time();
      if (at_clock) at_clock();
      return now;
    };
    keeper_.emplace(*database_, clock_, *holdings_, options,
                    SlotOutputs{[this](std::uint8_t slot, Epoch) { open_.set(slot); },
                                [this](std::uint8_t slot) {
                                  if (!slow_to_let_go) open_.reset(slot);
                                },
                                [this](std::uint8_t slot) { return !open_.test(slot); }});
  }

  // As by kill -9: nothing is given back.
  void die() {
    keeper_.reset();
    holdings_.reset();
  }

  [[nodiscard]] bool runs() const { return keeper_.has_value(); }
  [[nodiscard]] Keeper& keeper() { return *keeper_; }
  [[nodiscard]] Holdings& holdings() { return *holdings_; }
  [[nodiscard]] storage::Database& database() { return *database_; }

  [[nodiscard]] SlotSet acts_for() const {
    SlotSet slots;
    if (!holdings_ || !holdings_->may_act()) return slots;
    for (std::uint8_t slot = 0; slot < slots.size(); ++slot) slots.set(slot, holdings_->epoch_of(slot) != 0);
    return slots;
  }

  void finish_letting_go() {
    for (std::uint8_t slot = 0; slot < open_.size(); ++slot)
      if (holdings_->epoch_of(slot) == 0) open_.reset(slot);
  }

  std::function<void()> at_clock;  // called whenever the keeper has read the database's clock
  std::function<bool(std::string_view)> has_ended;
  bool slow_to_let_go = false;

 private:
  World& world_;
  Manner manner_;
  OwnClock clock_;
  std::unique_ptr<storage::Database> database_;
  SlotSet open_;
  std::optional<Holdings> holdings_;
  std::optional<Keeper> keeper_;
};

}  // namespace liftguard::gateway::leases::testing
