#include "simulators/fleet/program/control.hpp"

#include <memory>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace liftguard::fleet {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

constexpr std::size_t kLongestLine = 256;

class Speaker : public std::enable_shared_from_this<Speaker> {
 public:
  Speaker(stream_protocol::socket socket, const Control::Obey& obey) : socket_(std::move(socket)), obey_(obey) {}

  void listen() {
    asio::async_read_until(socket_, asio::dynamic_buffer(heard_, kLongestLine), '\n',
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t length) {
                             if (!error) self->answer(length);
                           });
  }

 private:
  void answer(std::size_t length) {
    said_ = obey_(std::string_view(heard_).substr(0, length - 1)) + '\n';
    heard_.erase(0, length);
    asio::async_write(socket_, asio::buffer(said_),
                      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                        if (!error) self->listen();
                      });
  }

  stream_protocol::socket socket_;
  const Control::Obey& obey_;
  std::string heard_, said_;
};

stream_protocol::endpoint fresh(const std::filesystem::path& path) {
  std::filesystem::remove(path);
  return {path.string()};
}

}  // namespace

Control::Control(asio::io_context& io, const std::filesystem::path& path, Obey obey)
    : path_(path), acceptor_(io, fresh(path)), obey_(std::move(obey)) {
  accept();
}

Control::~Control() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void Control::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, stream_protocol::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) std::make_shared<Speaker>(std::move(socket), obey_)->listen();
    accept();
  });
}

}  // namespace liftguard::fleet
