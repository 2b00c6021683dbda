#include "tests/unit/leases/model.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/unit/leases/gateways.hpp"

namespace liftguard::gateway::leases::testing {

namespace {

using namespace std::chrono_literals;

constexpr storage::Statement kWrite{"test.write", "update counters set value = value + 1 where name = 'audit'"};

// The clocks run up to 20 % apart, four fifths of which the rules must bear (rules.hpp).
constexpr double kSlowest = 0.9, kFastest = 1.1;

class Play {
 public:
  explicit Play(const Lives& lives) : random_(lives.seed), accepted_{} {
    for (int i = 0; i < lives.gateways; ++i) {
      Manner manner;
      manner.rate = std::uniform_real_distribution(kSlowest, kFastest)(random_);
      manner.ahead = 1h * chance(1000);
      gateways_.push_back(std::make_unique<Gateway>(world_, manner));
      gateways_.back()->at_clock = [this] { at_clock(); };
    }
  }

  Told run(int events) {
    for (int i = 0; i < events; ++i) {
      world_.time.advance(chance(10) == 0 ? 1ms * chance(12'000) : 1ms * chance(1'500));
      one_event(any());
      check();
    }
    return told_;
  }

 private:
  int chance(int of) { return static_cast<int>(random_() % static_cast<unsigned>(of)); }
  Gateway& any() { return *gateways_[static_cast<std::size_t>(chance(static_cast<int>(gateways_.size())))]; }

  void one_event(Gateway& gateway) {
    busy_ = &gateway;
    looks_ = gateway.runs() ? 0 : 1;  // it joins under the lock
    try {
      if (!gateway.runs()) {
        gateway.start();
      } else if (chance(60) == 0) {
        gateway.die();
        ++told_.deaths;
      } else if (chance(60) == 0) {
        gateway.keeper().leave();
        gateway.die();
      } else if (chance(2) == 0) {
        gateway.keeper().step();
      } else {
        write(gateway);
      }
    } catch (const storage::Fenced&) {
      ++told_.refusals;
      gateway.die();
    }
    busy_ = nullptr;
  }

  // The keeper has read the database's clock. The first time in a step is in its look, where it holds no lock: the
  // world goes on without it. Later it holds the lock, and only time passes.
  void at_clock() {
    const bool holds_lock = looks_++ > 0;
    if (chance(8) != 0) return;
    const auto pause = 1ms * chance(25'000);
    if (pause > kLease) ++told_.pauses;
    world_.time.advance(pause);
    if (holds_lock || inside_) return;
    inside_ = true;
    Gateway* paused = busy_;
    for (int i = 0; i < 6; ++i)
      if (Gateway& other = any(); &other != paused) {
        one_event(other);
        check();
      }
    busy_ = paused;
    looks_ = 1;
    inside_ = false;
  }

  // As ingest does: fenced at its beginning, the slot's epoch compared inside.
  void write(Gateway& gateway) {
    const auto slot = static_cast<std::uint8_t>(chance(64));
    const Epoch epoch = gateway.holdings().epoch_of(slot);
    if (epoch == 0) return;
    if (chance(6) == 0) world_.time.advance(1ms * chance(25'000));  // paused between the message and its transaction
    auto tx = gateway.database().begin();
    if (epochs_of(tx, gateway.keeper().member())[slot] != epoch) {
      ++told_.refusals;
      return;
    }
    tx.exec(kWrite);
    tx.commit();
    REQUIRE(epoch >= accepted_[slot]);
    if (epoch > accepted_[slot]) ++told_.takings;
    accepted_[slot] = epoch;
    ++told_.acceptances;
  }

  void check() {
    SlotSet taken;
    for (const auto& gateway : gateways_) {
      const SlotSet acts = gateway->acts_for();
      REQUIRE((taken & acts).none());
      taken |= acts;
    }
  }

  std::mt19937_64 random_;
  World world_;
  std::vector<std::unique_ptr<Gateway>> gateways_;
  std::array<Epoch, wire::kSlots> accepted_;
  Gateway* busy_ = nullptr;
  int looks_ = 0;
  bool inside_ = false;
  Told told_;
};

}  // namespace

Told live(const Lives& lives) {
  INFO("seed " << lives.seed << ", " << lives.gateways << " gateways");
  return Play(lives).run(lives.events);
}

}  // namespace liftguard::gateway::leases::testing
