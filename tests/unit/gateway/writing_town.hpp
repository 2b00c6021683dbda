// A writer over a town, for tests that hand it messages one by one.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gateway/ingest/writer.hpp"
#include "tests/unit/gateway/town.hpp"

namespace liftguard::gateway::testing {

// A writer over the town, and everything it lets out.
struct Desk : Town {
  Desk() { restart(); }

  void restart() { writer.emplace(Writer::Parts{*database, clock, clock, intake, outputs, faults}); }

  void offer(const Incoming& message) { intake.offer(message.origin, message.topic, message.payload); }
  void offer(const wire::Envelope& envelope) { offer(incoming(envelope)); }

  void drain() {
    while (!intake.empty() || writer->in_hand() > 0) writer->turn({});
    writer->turn({});
  }

  void give(const wire::Envelope& envelope) {
    offer(envelope);
    drain();
  }
  void give(const Incoming& message) {
    offer(message);
    drain();
  }

  // The newest confirmed mark of the box's lane.
  std::optional<wire::LaneMark> confirmed(Lane lane, std::uint64_t journal = Box{}.journal,
                                          const std::string& monitor = kMonitor) const {
    for (auto one = confirmations.rbegin(); one != confirmations.rend(); ++one) {
      if (one->monitor != monitor || one->confirm.journal != journal) continue;
      for (const auto& mark : one->confirm.lanes)
        if (mark.lane == lane) return mark;
    }
    return std::nullopt;
  }

  Intake intake;
  FaultPoints faults;
  std::vector<Confirmation> confirmations;
  int orders_changed = 0;
  std::vector<std::string> greeted;
  WriterOutputs outputs{
      [this](const auto& more) { confirmations.insert(confirmations.end(), more.begin(), more.end()); },
      [this](const std::string& monitor, UtcTime) { greeted.push_back(monitor); }, [this] { ++orders_changed; }};
  std::optional<Writer> writer;
  Box box;
};

}  // namespace liftguard::gateway::testing
