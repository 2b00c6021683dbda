// All shards together: starts them, gives them their storms and orders, adds up what they counted. Driven by one
// thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulators/fleet/program/arguments.hpp"
#include "simulators/fleet/shard.hpp"

namespace liftguard::fleet {

class Fleet {
 public:
  // Throws std::runtime_error for keys, names and files that cannot be used.
  explicit Fleet(const Arguments& arguments);

  void start();
  [[nodiscard]] double now_s() const;  // since the start

  void storm(double share, Cut manner);

  // A line of --control (docs/testers.md). The answer is one line of JSON: a report, {"ok":true}, or {"error":"..."}.
  [[nodiscard]] std::string obey(std::string_view line);

  void stop_events();
  [[nodiscard]] bool drained() const;  // nothing waits for its confirmation
  [[nodiscard]] std::string report() const;
  [[nodiscard]] Standing standing() const;
  void finish();

 private:
  [[nodiscard]] std::vector<BoxName> names() const;
  void order(const std::vector<std::string>& words);
  void order_flood(const std::vector<std::string>& words);
  void order_mischief(const std::vector<std::string>& words);
  template <class Work>
  void each_box(double share, Work work);
  template <class Work>
  void each_shard(Work work) const;

  Arguments arguments_;
  SystemSteadyClock steady_;
  WallClock wall_;
  Identities identities_;
  mqtt::TlsContext tls_;
  Ledger ledger_;
  std::vector<std::unique_ptr<Shard>> shards_;
  SteadyTime started_{};
};

}  // namespace liftguard::fleet
