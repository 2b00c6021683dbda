#include "simulators/lift/program/outlet.hpp"

#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace liftguard::lift {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

constexpr std::size_t kMostBehind = std::size_t{4}
                                    << 20U;  // bytes: a quarter of an hour of rows, 20 s at 50 times the speed

std::filesystem::path freed_name(const std::filesystem::path& path) {
  if (std::filesystem::is_socket(path)) std::filesystem::remove(path);
  return path;
}

}  // namespace

UnixListener::UnixListener(asio::io_context& io, std::filesystem::path path)
    : path_(freed_name(path)), acceptor_(io, stream_protocol::endpoint(path_.string())) {}

UnixListener::~UnixListener() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

// Writes what is queued, one write at a time; reads only to learn that the box has gone.
class Outlet::Client : public std::enable_shared_from_this<Outlet::Client> {
 public:
  explicit Client(stream_protocol::socket socket) : socket_(std::move(socket)) {}

  void begin() { watch(); }
  [[nodiscard]] bool open() const { return socket_.is_open(); }

  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

  void send(std::string_view text) {
    if (!open()) return;
    queued_.append(text);
    if (queued_.size() > kMostBehind) return close();
    if (writing_.empty()) write();
  }

 private:
  void write() {
    std::swap(writing_, queued_);
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                        self->writing_.clear();
                        if (error) return self->close();
                        if (!self->queued_.empty()) self->write();
                      });
  }

  void watch() {
    socket_.async_read_some(asio::buffer(unread_),
                            [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                              if (error) return self->close();
                              self->watch();
                            });
  }

  stream_protocol::socket socket_;
  std::string queued_, writing_;
  std::array<char, 256> unread_{};
};

Outlet::Outlet(asio::io_context& io, const std::filesystem::path& path) : listener_(io, path) {
  accept();
}

bool Outlet::connected() const {
  return client_ && client_->open();
}

bool Outlet::take_newcomer() {
  return std::exchange(newcomer_, false) && connected();
}

void Outlet::send(std::string_view text) {
  if (client_) client_->send(text);
}

void Outlet::accept() {
  listener_.acceptor().async_accept([this](const boost::system::error_code& error, stream_protocol::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      if (client_) client_->close();
      client_ = std::make_shared<Client>(std::move(socket));
      client_->begin();
      newcomer_ = true;
    }
    accept();
  });
}

}  // namespace liftguard::lift
