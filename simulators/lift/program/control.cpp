#include "simulators/lift/program/control.hpp"

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>

namespace liftguard::lift {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;

constexpr std::size_t kLongestLine = 256;

class Speaker : public std::enable_shared_from_this<Speaker> {
 public:
  Speaker(stream_protocol::socket socket, const Control::Hear& hear) : socket_(std::move(socket)), hear_(hear) {}

  void listen() {
    asio::async_read_until(socket_, asio::dynamic_buffer(text_, kLongestLine), '\n',
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t length) {
                             if (error) return;
                             self->hear_(std::string_view(self->text_).substr(0, length - 1));
                             self->text_.erase(0, length);
                             self->listen();
                           });
  }

 private:
  stream_protocol::socket socket_;
  const Control::Hear& hear_;
  std::string text_;
};

}  // namespace

Control::Control(asio::io_context& io, const std::filesystem::path& path, Hear hear)
    : listener_(io, path), hear_(std::move(hear)) {
  accept();
}

void Control::accept() {
  listener_.acceptor().async_accept([this](const boost::system::error_code& error, stream_protocol::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) std::make_shared<Speaker>(std::move(socket), hear_)->listen();
    accept();
  });
}

}  // namespace liftguard::lift
