// Commands from the gateway: each is done at most once and answered at least once.
//
//   taken --judged--> begun (durable) --handler--> answered (durable, with the record that carries the answer)
//
// The answer is a record of the event lane: it survives a reboot and is resent until the gateway has it. A reboot after
// the beginning and before the answer is answered at the next start, with what it means for that errand
// (Interrupted). A command that was taken and not begun is lost with the power; the gateway sends it again.
//
// Threats, and what answers them:
// - Somebody else than the gateway commands: only it may publish on a box's `down` (the broker's access list), over TLS
//   in which broker and box know each other's certificates; retained messages are ignored (network).
// - Captured packets are played again, also weeks later (E8): ids are done once, and what is older than all that is
//   remembered is not done at all (CommandLog); an expiry bounds what was never delivered.
// - The clock is set back so that an expiry has not come yet: an expired id is remembered like a done one.
// - A flood: the queue is bounded; a repetition whose answer still waits in the journal makes no second one.
// - A command that can be taken for an attack on people (Reboot, Configure) is never done while anybody may be stuck.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "firmware/monitor/commands/judge.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

class Commands {
 public:
  // Of one kind of errand. Called in the thread of step(); may take some seconds. None: the answer comes later, by
  // answer(), or by the next start. `busy`: called again for kPatience, and only then answered so.
  template <class Errand>
  using Handler = std::function<std::optional<Answer>(const Errand& errand, std::uint64_t id)>;

  struct Outputs {
    std::function<void()> wake;      // step() shall come soon
    std::function<void()> answered;  // there is a new record on the event lane
  };

  // Store and stamper must outlive it.
  Commands(Store& store, const Stamper& stamper, Outputs outputs);

  // Before the first step(). An errand without a handler is answered `unknown`.
  template <class Errand>
  void handle(Interrupted interrupted, Handler<Errand> handler) {
    static const std::size_t index = wire::Errand(Errand{}).index();
    handlers_[index] = {interrupted, [handler = std::move(handler)](const wire::Command& command) {
                          return handler(std::get<Errand>(command.errand), command.id);
                        }};
  }

  // Before the first step(): who may know what came of a command that a reboot interrupted.
  using Resolver = std::function<std::optional<Answer>(std::uint64_t id)>;
  void resolve(Resolver resolver) { resolvers_.push_back(std::move(resolver)); }

  void take(wire::Command command);  // any thread

  // At most this many are done, or answered, in a step(): each is two synced writes, 200 ms each on a worn card, and
  // the thread has to be heard of by the watchdog. The others wait for the next one.
  static constexpr std::size_t kMostAtOnce = 4;

  // Does what was taken; to be called every second or so by one thread. Throws journal::DeviceError.
  void step();

  // Any thread: of a handler that gave no answer at once. The record that carries it; none: none was made. Throws
  // journal::DeviceError.
  std::optional<journal::RecordKey> answer(std::uint64_t id, const Answer& answer);

 private:
  static constexpr std::size_t kMostWaiting = 40;
  static constexpr std::chrono::seconds kPatience{60};  // a ride and its doors

  struct Handling {
    Interrupted interrupted = Interrupted::failed;
    std::function<std::optional<Answer>(const wire::Command&)> run;
  };

  struct Trying {
    wire::Command command;
    std::int64_t since_us = 0;  // uptime
  };

  [[nodiscard]] std::size_t answer_interrupted(std::size_t most);
  [[nodiscard]] std::size_t try_again(std::size_t most);
  [[nodiscard]] Answer resolved(const KeptCommand& command) const;
  [[nodiscard]] std::deque<wire::Command> taken(std::size_t most);
  void put_back(wire::Command command);
  void process(wire::Command command);
  void begin(wire::Command command);
  [[nodiscard]] bool try_to_do(Trying trying);  // false: the box is busy, and it waits for the next step
  [[nodiscard]] std::optional<Answer> call(const Handling& handling, const wire::Command& command) const;
  std::optional<journal::RecordKey> reply(std::uint64_t id, const Answer& answer);

  Store& store_;
  const Stamper& stamper_;
  Outputs outputs_;
  std::map<std::size_t, Handling> handlers_;  // by the errand's place in its variant
  std::vector<Resolver> resolvers_;
  std::vector<Trying> trying_;  // begun, and the box was busy
  std::optional<std::deque<KeptCommand>>
      interrupted_;  // by the reboot, and not answered yet; none before the first step

  std::mutex mutex_;
  std::deque<wire::Command> waiting_;  // under it

  // Under the store's mutex: the newest answer to each command since the start.
  std::unordered_map<std::uint64_t, journal::RecordKey> answers_;
};

}  // namespace liftguard::monitor
