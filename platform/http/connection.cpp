#include "platform/http/connection.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <spdlog/spdlog.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "platform/http/event_stream.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/target.hpp"

namespace liftguard::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
constexpr unsigned kHttp11 = 11;
constexpr int kStreamSendBuffer = 128 * 1024;  // what the kernel may hold of a stream besides our own bound

Method method_of(wire::verb verb) {
  if (verb == wire::verb::get) return Method::get;
  if (verb == wire::verb::head) return Method::head;
  if (verb == wire::verb::post) return Method::post;
  if (verb == wire::verb::put) return Method::put;
  if (verb == wire::verb::patch) return Method::patch;
  if (verb == wire::verb::delete_) return Method::erase;
  return Method::other;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

using Parser = wire::request_parser<wire::string_body>;

// A request in our own terms; none when it is nonsense that Beast lets pass.
std::optional<Request> understood(Parser::value_type&& message, const std::string& peer, ClientAddress whose) {
  Request request;
  request.method = method_of(message.method());
  if (!decode_target({message.target().data(), message.target().size()}, request)) return std::nullopt;
  const auto hosts = message.count(wire::field::host);
  const auto host = message[wire::field::host];
  if (hosts > 1 || host.empty() || host.find_first_of(" \t,/@") != host.npos) return std::nullopt;
  if (message.count(wire::field::content_length) > 1) return std::nullopt;
  for (const auto& field : message) {
    request.headers.emplace_back(lower_case({field.name_string().data(), field.name_string().size()}),
                                 std::string(field.value().data(), field.value().size()));
  }
  request.source = peer;
  if (whose == ClientAddress::last_forwarded_for) {
    const auto forwarded = request.header("x-forwarded-for").value_or("");
    const auto last = forwarded.substr(forwarded.find_last_of(", ") + 1);
    if (!last.empty()) request.source = last;
  }
  request.body = std::move(message.body());
  return request;
}

ProblemCode problem_of(const error_code& ec) {
  if (ec == wire::error::header_limit) return ProblemCode::header_too_large;
  if (ec == wire::error::body_limit) return ProblemCode::body_too_large;
  return ProblemCode::bad_request;
}

bool is_nonsense(const error_code& ec) {
  return ec.category() == wire::make_error_code(wire::error::bad_method).category() &&
         ec != wire::error::end_of_stream && ec != wire::error::partial_message;
}

Response answered(Application& application, const Request& request) {
  try {
    return application.answer(request);
  } catch (const std::exception& e) {
    spdlog::error("request failed: {}", e.what());
    return problem(ProblemCode::internal);
  }
}

asio::awaitable<Response> answer_here(Application* application, Request request) {
  co_return answered(*application, request);
}

}  // namespace

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::ip::tcp::socket socket, ConnectionHost& host)
      : host_(host), stream_(std::move(socket)), wake_timer_(stream_.get_executor()) {}
  ~Connection() {
    // The stream may outlive the server, also when this ends in the middle of it; the waker may not.
    if (events_) events_->on_wake(nullptr);
    const std::lock_guard lock(host_.mutex);
    host_.connections.erase(this);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() { asio::co_spawn(stream_.get_executor(), run(shared_from_this()), asio::detached); }

  void drain() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      self->draining_ = true;
      if (self->events_) self->events_->end();
      if (self->idle_) self->stream_.cancel();
    });
  }

  void cut() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->stream_.close(); });
  }

 private:
  static asio::awaitable<void> run(std::shared_ptr<Connection> self) {
    try {
      co_await self->serve_all();
    } catch (const std::exception& e) {
      spdlog::error("connection failed: {}", e.what());
    }
  }

  asio::awaitable<void> serve_all() {
    error_code ec;
    peer_ = stream_.socket().remote_endpoint(ec).address().to_string();
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ec);
    bool first = true;
    while (!draining_) {
      if (!first && buffer_.size() == 0) {
        const bool more = co_await wait_for_request();
        if (!more) break;
      }
      first = false;
      const bool goes_on = co_await serve_one();
      if (!goes_on) break;
    }
    co_await close_gently();
  }

  asio::awaitable<bool> wait_for_request() {
    idle_ = true;
    stream_.expires_after(host_.options.idle_time);
    auto [ec, n] = co_await stream_.async_read_some(buffer_.prepare(4096), kToken);
    idle_ = false;
    if (!ec) buffer_.commit(n);
    co_return !ec;
  }

  // False: the connection is to be closed.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(host_.options.header_bytes));
    parser.body_limit(host_.options.body_bytes);
    error_code ec = co_await read(parser);
    if (ec) {
      if (is_nonsense(ec)) {
        Response refusal = problem(problem_of(ec));
        co_await write(std::move(refusal), kHttp11, true, false);
      }
      co_return false;
    }
    const bool head = parser.get().method() == wire::verb::head;
    const unsigned version = parser.get().version();
    const bool keep = parser.get().keep_alive();
    auto request = understood(parser.release(), peer_, host_.options.client_address);
    if (!request) {
      Response refusal = problem(ProblemCode::bad_request);
      co_await write(std::move(refusal), version, !head, false);
      co_return false;
    }
    Response response = co_await answer(std::move(*request));
    if (response.stream && head) {
      response.stream->cut();  // HEAD asks for the header alone
    } else if (response.stream) {
      co_await pump(std::move(response));
      co_return false;
    }
    const bool stay = keep && !draining_;
    ec = co_await write(std::move(response), version, !head, stay);
    co_return stay && !ec;
  }

  asio::awaitable<error_code> read(Parser& parser) {
    stream_.expires_after(host_.options.header_time);
    auto [header_ec, header_n] = co_await wire::async_read_header(stream_, buffer_, parser, kToken);
    if (header_ec || parser.is_done()) co_return header_ec;
    stream_.expires_after(host_.options.body_time);
    if (beast::iequals(parser.get()[wire::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      auto [continue_ec, continue_n] = co_await asio::async_write(stream_, asio::buffer(kContinue), kToken);
      if (continue_ec) co_return continue_ec;
    }
    auto [ec, n] = co_await wire::async_read(stream_, buffer_, parser, kToken);
    co_return ec;
  }

  asio::awaitable<Response> answer(Request request) {
    const Lane lane = host_.application.lane_of(request);
    if (lane == Lane::immediate) co_return answered(host_.application, request);
    WorkPool& pool = lane == Lane::hashing ? host_.hashing : host_.database;
    const WorkPool::Ticket ticket(pool);
    if (!ticket.admitted()) {
      ProblemDetails details;
      details.retry_after_s = 1;
      co_return problem(ProblemCode::busy, details);
    }
    auto work = answer_here(&host_.application, std::move(request));
    Response response = co_await asio::co_spawn(pool.executor(), std::move(work), asio::use_awaitable);
    co_return response;
  }

  static void set_headers(wire::fields& fields, const Response& response) {
    for (const auto& [name, value] : response.headers) fields.insert(name, value);
  }

  asio::awaitable<error_code> write(Response response, unsigned version, bool with_body, bool keep_alive) {
    add_security_headers(response, host_.options.transport);
    wire::response<wire::span_body<const char>> message{static_cast<wire::status>(response.status), version};
    set_headers(message, response);
    if (response.body) message.body() = {response.body->data(), response.body->size()};
    message.keep_alive(keep_alive);
    if (response.status != 204 && response.status != 304) message.content_length(message.body().size());
    wire::response_serializer<wire::span_body<const char>> serializer{message};
    stream_.expires_after(host_.options.write_time);
    if (with_body) {
      auto [ec, n] = co_await wire::async_write(stream_, serializer, kToken);
      co_return ec;
    }
    auto [ec, n] = co_await wire::async_write_header(stream_, serializer, kToken);
    co_return ec;
  }

  asio::awaitable<error_code> write_stream_header(Response response) {
    add_security_headers(response, host_.options.transport);
    wire::response<wire::empty_body> message{wire::status::ok, kHttp11};
    set_headers(message, response);
    message.keep_alive(false);
    wire::response_serializer<wire::empty_body> serializer{message};
    auto [ec, n] = co_await wire::async_write_header(stream_, serializer, kToken);
    co_return ec;
  }

  // Writes the stream's events until it ends, the client goes away or does not keep up.
  asio::awaitable<void> pump(Response response) {
    events_ = response.stream;
    error_code ignored;
    stream_.socket().set_option(asio::socket_base::send_buffer_size(kStreamSendBuffer), ignored);
    stream_.expires_after(host_.options.write_time);
    error_code ec = co_await write_stream_header(std::move(response));
    if (draining_) events_->end();
    watch_for_departure();
    events_->on_wake([weak = weak_from_this(), executor = stream_.get_executor()] {
      asio::post(executor, [weak] {
        if (const auto self = weak.lock()) self->wake();
      });
    });
    while (!ec) {
      const std::vector<Body> batch = events_->take();
      if (!batch.empty()) {
        ec = co_await write_batch(batch);
      } else if (events_->state() == EventStream::State::open) {
        wake_timer_.expires_at(asio::steady_timer::time_point::max());
        co_await wake_timer_.async_wait(kToken);  // cancelled by wake()
      } else {
        break;
      }
    }
    events_->on_wake(nullptr);
    events_->cut();
  }

  asio::awaitable<error_code> write_batch(const std::vector<Body>& batch) {
    std::vector<asio::const_buffer> buffers;
    buffers.reserve(batch.size());
    for (const Body& body : batch) buffers.push_back(asio::buffer(*body));
    stream_.expires_after(host_.options.write_time);
    auto [ec, n] = co_await asio::async_write(stream_, buffers, kToken);
    events_->written(n);
    co_return ec;
  }

  // A stream's client has nothing more to say: whatever arrives, be it the end, ends the stream.
  void watch_for_departure() {
    stream_.socket().async_read_some(asio::buffer(departure_),
                                     [self = shared_from_this()](error_code, std::size_t) { self->events_->cut(); });
  }

  void wake() {
    wake_timer_.cancel();
    if (events_->state() == EventStream::State::cut) stream_.close();
  }

  // Says that nothing more comes and gives the client a moment to read the answer before the socket goes: closing with
  // unread input makes a reset, which would take an error answer away from under a client that is still sending.
  asio::awaitable<void> close_gently() {
    error_code ec;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    constexpr std::size_t kMostUnread = 256 * 1024;
    std::array<char, 4096> unread{};
    std::size_t total = 0;
    stream_.expires_after(std::chrono::seconds(draining_ ? 0 : 1));
    while (!ec && total < kMostUnread) {
      auto [read_ec, n] = co_await stream_.async_read_some(asio::buffer(unread), kToken);
      ec = read_ec;
      total += n;
    }
    stream_.close();
  }

  ConnectionHost& host_;
  beast::tcp_stream stream_;
  asio::steady_timer wake_timer_;
  beast::flat_buffer buffer_{80 * 1024};
  std::string peer_;
  std::shared_ptr<EventStream> events_;
  std::array<char, 64> departure_{};
  bool idle_ = false;
  bool draining_ = false;
};

void serve(asio::ip::tcp::socket socket, ConnectionHost& host) {
  auto connection = std::make_shared<Connection>(std::move(socket), host);
  const std::lock_guard lock(host.mutex);
  if (host.draining || host.connections.size() >= host.options.most_connections) return;
  host.connections.emplace(connection.get(), connection);
  connection->start();
}

namespace {

template <class Ask>
void ask_all(ConnectionHost& host, Ask ask) {
  std::vector<std::shared_ptr<Connection>> all;
  {
    const std::lock_guard lock(host.mutex);
    host.draining = true;
    for (const auto& [_, weak] : host.connections) {
      if (auto connection = weak.lock()) all.push_back(std::move(connection));
    }
  }
  for (const auto& connection : all) ask(*connection);
}

}  // namespace

void drain_connections(ConnectionHost& host) {
  ask_all(host, [](Connection& c) { c.drain(); });
}
void cut_connections(ConnectionHost& host) {
  ask_all(host, [](Connection& c) { c.cut(); });
}

}  // namespace liftguard::http
