// The socket that a box reads the world's rows from: one client at a time, the newest one; a slow one is dropped.
//
// Lives on one io_context and is used from its thread. Nothing here ever waits: the world goes on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace liftguard::lift {

// A unix socket that takes the name of one that a killed process has left, and removes its own when it goes.
class UnixListener {
 public:
  UnixListener(boost::asio::io_context& io, std::filesystem::path path);  // throws boost::system::system_error
  ~UnixListener();
  UnixListener(const UnixListener&) = delete;
  UnixListener& operator=(const UnixListener&) = delete;

  [[nodiscard]] boost::asio::local::stream_protocol::acceptor& acceptor() { return acceptor_; }

 private:
  std::filesystem::path path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
};

class Outlet {
 public:
  Outlet(boost::asio::io_context& io, const std::filesystem::path& path);

  [[nodiscard]] bool connected() const;
  // True once for every new client: it has been sent nothing yet.
  [[nodiscard]] bool take_newcomer();
  // Queues text for the client; drops the client when it is more than a few seconds of rows behind.
  void send(std::string_view text);

 private:
  class Client;
  void accept();

  UnixListener listener_;
  std::shared_ptr<Client> client_;
  bool newcomer_ = false;
};

}  // namespace liftguard::lift
