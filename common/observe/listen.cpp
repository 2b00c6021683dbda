#include "common/observe/listen.hpp"

#include <charconv>

#include <boost/asio/ip/address.hpp>

namespace liftguard::observe {

Result<EndpointOptions> parse_listen(std::string_view text) {
  const auto bad = [] { return refuse("bad_listen", "\"ADDRESS:PORT\" is needed, like \"127.0.0.1:9101\""); };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad();
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  EndpointOptions options;
  options.address = std::string(address);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
  if (error != std::errc{} || end != port.data() + port.size()) return bad();
  boost::system::error_code no_address;
  boost::asio::ip::make_address(options.address, no_address);
  if (no_address) return bad();
  return options;
}

}  // namespace liftguard::observe
