// The socket on which a test crew or a demonstration says a word a line: `free` (rescuers open the door now), `calm`
// (nobody is trapped any more). Unknown words are logged and ignored.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "simulators/lift/program/outlet.hpp"

namespace liftguard::lift {

class Control {
 public:
  using Hear = std::function<void(std::string_view word)>;  // called on the io_context's thread

  Control(boost::asio::io_context& io, const std::filesystem::path& path, Hear hear);

 private:
  void accept();

  UnixListener listener_;
  Hear hear_;
};

}  // namespace liftguard::lift
