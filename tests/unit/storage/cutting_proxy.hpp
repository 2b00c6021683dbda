// A TCP door to a PostgreSQL server's local socket that can be told to cut one COMMIT, or to swallow what passes, as a
// network does that drops every packet.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace liftguard::testing {

enum class Cut : std::uint8_t {
  none,
  before_commit,  // the server never hears of it
  after_commit,   // the server has carried it out, and its answer is lost
};

enum class Swallow : std::uint8_t {
  nothing,
  answers,  // the server hears everything
  all,
};

class CuttingProxy {
 public:
  explicit CuttingProxy(std::string socket_path);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void cut_next(Cut how) { cut_ = how; }
  void swallow(Swallow what) { swallow_ = what; }

 private:
  void serve(const std::stop_token& stop);
  void relay(const std::stop_token& stop, int client);
  bool pass_on(int from, int to, int client);  // false: closed, or cut

  std::string socket_path_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<Cut> cut_{Cut::none};
  std::atomic<Swallow> swallow_{Swallow::nothing};
  std::vector<std::jthread> relays_;
  std::jthread server_;
};

}  // namespace liftguard::testing
