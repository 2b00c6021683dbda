#include "common/observe/endpoint.hpp"

#include <atomic>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include <spdlog/spdlog.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace liftguard::observe {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

using Request = http::request<http::empty_body>;
using Response = http::response<http::string_body>;

constexpr std::chrono::milliseconds kAcceptPause{100};  // when descriptors have run out (fault row B20)
constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kTextType = "text/plain; charset=utf-8";

// What a connection needs of its server.
struct Host {
  const EndpointOptions& options;
  Metrics& metrics;
  const Probes& probes;
  std::size_t connections = 0;  // of the one thread
};

Response text(http::status status, std::string_view type, std::string body) {
  Response response(status, 11);
  response.set(http::field::content_type, {type.data(), type.size()});
  response.set(http::field::cache_control, "no-store");
  response.body() = std::move(body);
  return response;
}

Response probed(const Probe& probe) {
  const std::string trouble = probe ? probe() : std::string();
  if (trouble.empty()) return text(http::status::ok, kTextType, "ok\n");
  return text(http::status::service_unavailable, kTextType, trouble + "\n");
}

Response answer(const Host& host, const Request& request) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Response refusal = text(http::status::method_not_allowed, kTextType, "GET and HEAD alone\n");
    refusal.set(http::field::allow, "GET, HEAD");
    return refusal;
  }
  const std::string_view target(request.target().data(), request.target().size());
  if (target == "/metrics") return text(http::status::ok, kMetricsType, host.metrics.text());
  if (target == "/healthz") return probed(host.probes.health);
  if (target == "/readyz") return probed(host.probes.ready);
  return text(http::status::not_found, kTextType, "/metrics, /healthz, /readyz\n");
}

// One connection, one request. Everything runs on the endpoint's one thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::ip::tcp::socket socket, Host& host) : host_(host), stream_(std::move(socket)) {
    ++host_.connections;
  }
  ~Connection() { --host_.connections; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(host_.options.header_bytes));
    parser_->body_limit(0);
    stream_.expires_after(host_.options.header_time);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->write();
    });
  }

 private:
  void write() {
    const Request& request = parser_->get();
    response_ = made(request);
    response_.version(request.version());
    response_.keep_alive(false);
    const std::size_t length = response_.body().size();
    if (request.method() == http::verb::head) response_.body().clear();
    response_.content_length(length);
    stream_.expires_after(host_.options.write_time);
    http::async_write(stream_, response_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (!ec) self->stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    });
  }

  Response made(const Request& request) {
    try {
      return answer(host_, request);
    } catch (const std::exception& e) {
      return text(http::status::internal_server_error, kTextType, std::string(e.what()) + "\n");
    }
  }

  Host& host_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  Response response_;
};

}  // namespace

struct Endpoint::Impl {
  Impl(const EndpointOptions& given, Metrics& metrics, Probes probing)
      : options(given),
        probes(std::move(probing)),
        host{options, metrics, probes},
        failures(metrics.counter("liftguard_endpoint_failures_total",
                                 "Exceptions that ended a connection of the endpoint for metrics and probes.")),
        acceptor(io, {asio::ip::make_address(options.address), options.port}, /*reuse_addr=*/true),
        pause(io) {
    accept();
    thread = std::thread([this] { serve(); });
  }
  ~Impl() {
    ending = true;
    io.stop();
    thread.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // What one connection throws (memory, mostly) is its own end alone: whoever watches comes again. Where it has taken
  // the waiting for the next one with it, nothing is left to run, and that begins anew.
  void serve() {
    while (!ending) try {
        io.run();
        if (ending) return;
        io.restart();
        accept();
      } catch (const std::exception& e) {
        note_failure(e.what());
        std::this_thread::sleep_for(kAcceptPause);
      }
  }

  void note_failure(const char* what) {
    failures.add();
    spdlog::error("endpoint: {}", what);
  }

  // Above the bound a connection is closed at once.
  void accept() {
    acceptor.async_accept([this](error_code ec, asio::ip::tcp::socket socket) {
      if (ec) return accept_later(ec);
      try {
        if (host.connections < options.most_connections) std::make_shared<Connection>(std::move(socket), host)->read();
      } catch (const std::exception& e) {
        note_failure(e.what());
      }
      accept();
    });
  }

  void accept_later(error_code why) {
    if (why == asio::error::operation_aborted) return;
    spdlog::warn("endpoint: cannot accept a connection: {}", why.message());
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](error_code stopped) {
      if (!stopped) accept();
    });
  }

  const EndpointOptions options;
  const Probes probes;
  Host host;  // outlives `io`, whose destruction destroys connections
  Counter& failures;
  asio::io_context io{1};
  asio::ip::tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::atomic<bool> ending{false};
  std::thread thread;
};

Endpoint::Endpoint(const EndpointOptions& options, Metrics& metrics, Probes probes)
    : impl_(std::make_unique<Impl>(options, metrics, std::move(probes))) {}

Endpoint::~Endpoint() = default;

std::uint16_t Endpoint::port() const {
  return impl_->acceptor.local_endpoint().port();
}

}  // namespace liftguard::observe
