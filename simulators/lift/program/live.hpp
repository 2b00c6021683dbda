// A live world: simulated time runs with the clock (times `speed`) whether or not a box is connected, and every row
// that happens goes to the box that is. A box that was away has missed what happened, as in a real shaft.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "common/base/clock.hpp"
#include "simulators/lift/scenarios/scenario.hpp"

namespace liftguard::lift {

struct LiveOptions {
  Play play;
  double speed = 1;                              // simulated seconds a second
  std::filesystem::path listen;                  // unix socket of the rows
  std::optional<std::filesystem::path> control;  // unix socket of the words
  std::optional<std::filesystem::path> ledger;
  std::string monitor;  // whom the ledger speaks of
};

class LiveWorld {
 public:
  // Listens from here on; time begins with begin(). The clocks outlive it. Throws when a socket or the ledger cannot be
  // opened; the io_context's run() throws when the ledger cannot be written.
  LiveWorld(boost::asio::io_context& io, const Scenario& scenario, const LiveOptions& options,
            const SteadyClock& steady, const CivilClock& civil);
  ~LiveWorld();

  void begin();

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

}  // namespace liftguard::lift
