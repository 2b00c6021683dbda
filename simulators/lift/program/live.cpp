#include "simulators/lift/program/live.hpp"

#include <chrono>

#include <spdlog/spdlog.h>
#include <boost/asio/steady_timer.hpp>

#include "common/base/text.hpp"
#include "common/trace/row_writer.hpp"
#include "simulators/lift/program/control.hpp"
#include "simulators/lift/program/ledger.hpp"
#include "simulators/lift/program/outlet.hpp"
#include "simulators/lift/world.hpp"

namespace liftguard::lift {
namespace {

// Rows are delivered in batches of at most this much real time.
constexpr std::chrono::milliseconds kBatch{10};

}  // namespace

class LiveWorld::Running {
 public:
  Running(boost::asio::io_context& io, const Scenario& scenario, const LiveOptions& options, const SteadyClock& steady,
          const CivilClock& civil)
      : world_(setting_of(scenario, options.play)),
        speed_(options.speed),
        steady_(steady),
        timer_(io),
        outlet_(io, options.listen) {
    if (options.ledger) {
      ledger_.emplace(*options.ledger, options.monitor, civil);
      world_.announcer = &*ledger_;
    }
    if (options.control) {
      control_.emplace(io, *options.control, [this](std::string_view word) { hear(word); });
    }
    const double minutes = options.play.minutes.value_or(scenario.default_minutes);
    world_.timeline.tell(repeated_story(world_, scenario, minutes));
  }

  void begin() {
    begin_ = steady_.now();
    wait();
  }

 private:
  void wait() {
    timer_.expires_after(kBatch);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      catch_up();
      wait();
    });
  }

  void catch_up() {
    const std::chrono::duration<double> real = steady_.now() - begin_;
    batch_.clear();
    while (world_.now_s() < real.count() * speed_) tick();
    outlet_.send(batch_);
  }

  void tick() {
    world_.step();
    const bool newcomer = outlet_.take_newcomer();
    if (newcomer) greet();
    if (ledger_) ledger_->note_watcher(world_.now_us() / 1000, outlet_.connected());
    if (!outlet_.connected()) return;
    trace::write_row(batch_, columns_, world_.row(newcomer ? Cells::every_one : Cells::new_ones));
  }

  // What a box learns from its fitter: the floors, and at the very first connection the floor where the car stands. One
  // that comes back must know by itself.
  void greet() {
    trace::TraceHeader header = world_.header();
    if (greeted_ || !world_.car.at_rest() || !world_.zone()) {
      header.start_floor.clear();
    } else if (!header.floors.empty()) {
      header.start_floor = header.floors.at(*world_.zone()).label;
    }
    greeted_ = true;
    batch_.clear();  // rows of before belong to nobody
    trace::write_header(batch_, header);
  }

  void hear(std::string_view word) {
    if (word == "free") {
      world_.orders.free = true;
    } else if (word == "calm") {
      world_.orders.calm = true;
    } else {
      spdlog::warn("control: no such word: {}", printable(word, 40));
    }
  }

  World world_;
  double speed_;
  const SteadyClock& steady_;
  SteadyTime begin_{};
  boost::asio::steady_timer timer_;
  Outlet outlet_;
  std::optional<Ledger> ledger_;
  std::optional<Control> control_;
  std::vector<trace::Column> columns_ = trace::all_columns();
  std::string batch_;
  bool greeted_ = false;
};

LiveWorld::LiveWorld(boost::asio::io_context& io, const Scenario& scenario, const LiveOptions& options,
                     const SteadyClock& steady, const CivilClock& civil)
    : running_(std::make_unique<Running>(io, scenario, options, steady, civil)) {}

LiveWorld::~LiveWorld() = default;

void LiveWorld::begin() {
  running_->begin();
}

}  // namespace liftguard::lift
