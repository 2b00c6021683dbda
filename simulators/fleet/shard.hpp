// A part of the boxes with a thread of its own, and the plan of what befalls them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "simulators/fleet/box/box.hpp"
#include "simulators/fleet/plan/plan.hpp"

namespace liftguard::fleet {

struct ShardParts {
  SSL_CTX& tls;
  const Identities& identities;
  const SteadyClock& steady;
  const CivilClock& wall;
  Ledger& ledger;
  mqtt::Address main_door;
  std::optional<mqtt::Address> alarm_door{};
  std::chrono::seconds keep_alive{60}, heartbeat{45};
  std::uint32_t journal_sectors = 14;
  Mischief mischief{};
};

class Shard {
 public:
  // `start_over`: the first connections are spread evenly over this time.
  Shard(const ShardParts& parts, const std::vector<BoxName>& names, Plan plan, std::chrono::microseconds start_over);
  ~Shard();

  void start();

  // Runs in the shard's thread; waits for it and gives what it gives. Any other thread.
  template <class Work>
  auto ask(Work work) {
    std::packaged_task<decltype(work(*this))()> task([this, work = std::move(work)]() mutable { return work(*this); });
    auto answer = task.get_future();
    boost::asio::post(io_, std::move(task));
    return answer.get();
  }

  // All below in the shard's thread only.
  [[nodiscard]] Plan& plan() { return plan_; }
  [[nodiscard]] double now_s() const;
  [[nodiscard]] std::vector<std::unique_ptr<Box>>& boxes() { return boxes_; }
  [[nodiscard]] Mischief& mischief() { return around_.mischief; }
  [[nodiscard]] const Tally& tally() const { return around_.tally; }
  void clear_tally() { around_.tally = {}; }
  [[nodiscard]] Standing standing() const;

  struct Flood {
    Box* box = nullptr;
    Lane lane = Lane::bulk;
    double per_second = 0;  // 0: as fast as the broker takes it
    SteadyTime since, until;
    double sent = 0;
  };
  void flood(Flood flood) { floods_.push_back(flood); }
  void finish();  // every box says that it goes

 private:
  void begin_boxes();
  void tick();
  void carry_out(std::vector<Step> steps);
  void flood_on();

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
  Surroundings around_;
  std::vector<std::unique_ptr<Box>> boxes_;
  Plan plan_;
  std::chrono::microseconds start_over_;
  std::size_t begun_ = 0;
  SteadyTime started_{};
  boost::asio::steady_timer ticker_{io_};
  std::vector<Flood> floods_;
  std::thread thread_;
};

}  // namespace liftguard::fleet
