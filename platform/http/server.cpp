#include "platform/http/server.hpp"

#include <thread>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "platform/http/connection.hpp"

namespace liftguard::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};  // when descriptors have run out (fault row B20)

asio::ip::tcp::endpoint endpoint_of(const ServerOptions& options) {
  return {asio::ip::make_address(options.address), options.port};
}

}  // namespace

struct Server::Impl {
  Impl(Application& application, const ServerOptions& options)
      : host{.application = application,
             .options = options,
             .database = WorkPool(options.database_threads, options.most_waiting),
             .hashing = WorkPool(options.hashing_threads, options.most_waiting),
             .mutex = {},
             .connections = {},
             .draining = false},
        io(static_cast<int>(options.io_threads)),
        work(io.get_executor()),
        acceptor(asio::make_strand(io), endpoint_of(options), /*reuse_addr=*/true),
        pause(acceptor.get_executor()) {}

  void accept() {
    acceptor.async_accept(asio::make_strand(io), [this](error_code ec, asio::ip::tcp::socket socket) {
      if (!acceptor.is_open() || ec == asio::error::operation_aborted) return;
      if (!ec) {
        serve(std::move(socket), host);
        accept();
        return;
      }
      spdlog::warn("cannot accept a connection: {}", ec.message());
      pause.expires_after(kAcceptPause);
      pause.async_wait([this](error_code stopped) {
        if (!stopped) accept();
      });
    });
  }

  [[nodiscard]] std::size_t connections() {
    const std::lock_guard lock(host.mutex);
    return host.connections.size();
  }

  // Whether every connection was gone within `patience`.
  bool wait_until_empty(std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds kLook{5};
    for (auto waited = std::chrono::milliseconds::zero(); waited < patience; waited += kLook) {
      if (connections() == 0) return true;
      std::this_thread::sleep_for(kLook);
    }
    return connections() == 0;
  }

  void stop(std::chrono::milliseconds patience) {
    if (threads.empty()) return;
    asio::post(acceptor.get_executor(), [this] {
      error_code ignored;
      acceptor.close(ignored);
      pause.cancel();
    });
    drain_connections(host);
    if (!wait_until_empty(patience)) {
      cut_connections(host);
      static_cast<void>(wait_until_empty(std::chrono::milliseconds{200}));
    }
    work.reset();
    host.database.join();
    host.hashing.join();
    io.stop();
    for (auto& thread : threads) thread.join();
    threads.clear();
  }

  ConnectionHost host;  // outlives `io`, whose destruction destroys connections
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  asio::ip::tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::vector<std::thread> threads;
};

Server::Server(Application& application, const ServerOptions& options)
    : impl_(std::make_unique<Impl>(application, options)) {}

Server::~Server() {
  stop(std::chrono::milliseconds{500});
}

void Server::start() {
  impl_->accept();
  for (unsigned i = 0; i < impl_->host.options.io_threads; ++i) {
    impl_->threads.emplace_back([this] { impl_->io.run(); });
  }
}

std::uint16_t Server::port() const {
  return impl_->acceptor.local_endpoint().port();
}
std::size_t Server::connections() const {
  return impl_->connections();
}
void Server::stop(std::chrono::milliseconds patience) {
  impl_->stop(patience);
}

}  // namespace liftguard::http
