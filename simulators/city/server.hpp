// A service behind a socket: HTTP/1.1, one thread, many connections.
#pragma once

#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "simulators/city/service.hpp"

namespace liftguard::city {

// Listens from the constructor on and serves while somebody runs `context`. Both arguments outlive it, and it outlives
// the run.
class Server {
 public:
  Server(boost::asio::io_context& context, const boost::asio::ip::tcp::endpoint& endpoint, Service& service);

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  boost::asio::ip::tcp::acceptor acceptor_;
  Service& service_;
};

}  // namespace liftguard::city
