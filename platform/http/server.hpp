// The HTTP server: sockets, parsing, limits and time-outs (fault rows F5, F7, H22), handing whole requests to an
// Application and its answers back. Boost.Beast stays inside connection.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "platform/http/message.hpp"
#include "platform/http/security_headers.hpp"

namespace liftguard::http {

// Where an answer is made. Nothing that can block runs on the threads that serve the sockets, and password hashing
// (tens of milliseconds and megabytes each) never stands before a rescue step.
enum class Lane : std::uint8_t { immediate, database, hashing };

// Both are called from many threads at once.
class Application {
 public:
  virtual ~Application() = default;
  [[nodiscard]] virtual Lane lane_of(const Request& request) const = 0;
  [[nodiscard]] virtual Response answer(const Request& request) = 0;  // what it throws becomes a 500
};

// Whose word counts for a client's address.
enum class ClientAddress : std::uint8_t { peer, last_forwarded_for };

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  unsigned io_threads = 2;
  unsigned database_threads = 4;
  unsigned hashing_threads = 2;
  std::size_t most_waiting = 256;  // requests queued in a lane; beyond it 503
  std::size_t most_connections = 4096;
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::chrono::milliseconds header_time{10'000};  // for a whole header, whatever trickles in
  std::chrono::milliseconds body_time{10'000};
  std::chrono::milliseconds idle_time{30'000};  // between two requests of a kept connection
  std::chrono::milliseconds write_time{30'000};
  ClientAddress client_address = ClientAddress::peer;
  Transport transport = Transport::tls_in_front;
};

class Server {
 public:
  // Binds and listens; throws boost::system::system_error when it cannot. `application` outlives the server.
  Server(Application& application, const ServerOptions& options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  void start();
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

  // Accepts no more, ends event streams and idle connections, lets running requests finish for `patience`, then cuts
  // the rest. Returns with every thread joined.
  void stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace liftguard::http
