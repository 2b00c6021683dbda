// A socket on which the simulator takes orders, one a line, and answers each with a line.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace liftguard::fleet {

class Control {
 public:
  using Obey = std::function<std::string(std::string_view line)>;

  // A file that is there is replaced. Throws boost::system::system_error.
  Control(boost::asio::io_context& io, const std::filesystem::path& path, Obey obey);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

 private:
  void accept();

  std::filesystem::path path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
  Obey obey_;
};

}  // namespace liftguard::fleet
