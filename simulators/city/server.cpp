#include "simulators/city/server.hpp"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace liftguard::city {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {

constexpr std::uint64_t kMaxBody = std::uint64_t{16} * 1024;
constexpr std::uint32_t kMaxHeader = 8 * 1024;
constexpr std::chrono::seconds kPatience{30};  // with a request that does not come to its end

using HttpResponse = http::response<http::string_body>;

HttpResponse to_http(Answer answer, unsigned version, bool keep_alive) {
  HttpResponse response(static_cast<http::status>(answer.status), version);
  response.set(http::field::content_type, "application/json; charset=utf-8");
  response.keep_alive(keep_alive);
  if (answer.retry_after_s > 0) response.set(http::field::retry_after, std::to_string(answer.retry_after_s));
  response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

template <class Name>
std::string_view text_of(const http::request<http::string_body>& request, Name name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

// Keeps the connection open and silent until the client gives up.
asio::awaitable<void> hang(beast::tcp_stream& stream) {
  stream.expires_never();
  char ignored[256];
  boost::system::error_code failed;
  while (!failed) {
    co_await stream.async_read_some(asio::buffer(ignored), asio::redirect_error(asio::use_awaitable, failed));
  }
}

asio::awaitable<void> serve(tcp::socket socket, Service& service) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(kMaxHeader + kMaxBody);
  for (;;) {
    stream.expires_after(kPatience);
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMaxHeader);
    parser.body_limit(kMaxBody);
    boost::system::error_code failed;
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, failed));
    if (failed) co_return;
    const auto& request = parser.get();
    Answer answer = service.handle({{request.method_string().data(), request.method_string().size()},
                                    {request.target().data(), request.target().size()},
                                    request.body(),
                                    text_of(request, http::field::authorization),
                                    text_of(request, "Idempotency-Key")});
    if (answer.manner == Manner::cut) co_return;
    if (answer.manner == Manner::hang) {
      co_await hang(stream);
      co_return;
    }
    if (answer.after.count() > 0) {
      asio::steady_timer pause(stream.get_executor(), answer.after);
      co_await pause.async_wait(asio::use_awaitable);
    }
    HttpResponse response = to_http(std::move(answer), request.version(), request.keep_alive());
    co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, failed));
    if (failed || !request.keep_alive()) co_return;
  }
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, Service& service) {
  for (;;) {
    boost::system::error_code failed;
    tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failed));
    if (failed == asio::error::operation_aborted) co_return;
    // A list that cannot be written ends the program: a service without memory is no judge.
    const auto end_with = [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    };
    if (!failed) asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), service), end_with);
  }
}

}  // namespace

Server::Server(asio::io_context& context, const tcp::endpoint& endpoint, Service& service)
    : acceptor_(context, endpoint), service_(service) {
  asio::co_spawn(context, listen(acceptor_, service_), asio::detached);
}

}  // namespace liftguard::city
