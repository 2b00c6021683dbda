// The small HTTP server of a process for those who watch it: /metrics, /healthz, /readyz. Not for the public: it binds
// where the configuration says, the loopback address by default, and has no access control of its own.
//
// One thread; at most so many connections, headers and waiting times as the options say (fault rows F5, F7). GET and
// HEAD alone, one request a connection: who asks every few seconds needs none kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/observe/metrics.hpp"

namespace liftguard::observe {

struct EndpointOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::size_t most_connections = 32;
  std::size_t header_bytes = 8 * 1024;
  std::chrono::milliseconds header_time{5'000};  // for a whole request, whatever trickles in
  std::chrono::milliseconds write_time{5'000};
};

// What a probe answers: empty when all is well, else what is not, for people.
using Probe = std::function<std::string()>;

struct Probes {
  Probe health;  // does the process live and its threads make progress? If not, it wants to be restarted
  Probe ready;   // can it do its work now?
};

class Endpoint {
 public:
  // Binds and serves; throws std::system_error when it cannot. `metrics` and what the probes refer to outlive it. The
  // probes and what Metrics::before_collecting was given are called on its thread, one at a time.
  Endpoint(const EndpointOptions& options, Metrics& metrics, Probes probes);
  ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::observe
