#include "simulators/fleet/mqtt/tls_socket.hpp"

#include <sys/socket.h>

#include <array>
#include <utility>

#include <openssl/err.h>

namespace liftguard::fleet::mqtt {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// As common/mqtt says to Paho: no suite older than TLS 1.2.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string openssl_reason(const char* doing) {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return std::string(doing) + ": " + (reason == nullptr ? "the connection was lost" : reason);
}

}  // namespace

TlsContext make_tls_context(const std::string& ca_file) {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  identity::must(context != nullptr, "make a TLS context");
  identity::must(SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1, "bound the TLS version");
  identity::must(SSL_CTX_set_cipher_list(context.get(), kCiphers) == 1, "choose cipher suites");
  identity::must(SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) == 1, "read the broker's CA");
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

TlsSocket::TlsSocket(asio::io_context& io, SSL_CTX& context, SocketOwner& owner)
    : socket_(io), context_(context), owner_(&owner) {}

void TlsSocket::start(const Address& to, const Credentials& credentials, const asio::ip::address& source) {
  boost::system::error_code failed;
  socket_.open(to.endpoint.protocol(), failed);
  if (!failed) socket_.set_option(tcp::no_delay(true), failed);
  if (!failed && !source.is_unspecified()) socket_.bind({source, 0}, failed);
  if (!failed) socket_.non_blocking(true, failed);
  if (failed) {
    asio::post(socket_.get_executor(), [self = shared_from_this(), failed] { self->end(failed.message()); });
    return;
  }
  socket_.async_connect(to.endpoint, [self = shared_from_this(), &credentials, host = to.host](const auto& error) {
    if (self->ended()) return;
    if (error) return self->end(error.message());
    self->connected(credentials, host);
  });
}

void TlsSocket::connected(const Credentials& credentials, const std::string& host) {
  ssl_.reset(SSL_new(&context_));
  const auto* der = credentials.certificate.data();
  const bool ready = ssl_ != nullptr && SSL_set_fd(ssl_.get(), socket_.native_handle()) == 1 &&
                     SSL_use_certificate_ASN1(ssl_.get(), der, static_cast<int>(credentials.certificate.size())) == 1 &&
                     SSL_use_PrivateKey(ssl_.get(), credentials.key) == 1 &&
                     SSL_set1_host(ssl_.get(), host.c_str()) == 1;
  if (!ready) return end(openssl_reason("TLS cannot begin"));
  // What SSL_set_tlsext_host_name says, whose macro has a cast of C's.
  (void)SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  SSL_set_connect_state(ssl_.get());
  progress();
}

void TlsSocket::progress() {
  if (ended()) return;
  const auto self = shared_from_this();  // the owner may let go
  if (!open_) handshake();
  if (open_ && !ended()) receive();
  if (open_ && !ended()) flush();
}

void TlsSocket::handshake() {
  const int done = SSL_do_handshake(ssl_.get());
  if (done != 1) return wait(SSL_get_error(ssl_.get(), done), "TLS handshake");
  open_ = true;
  owner_->socket_open();
}

void TlsSocket::receive() {
  thread_local std::array<std::uint8_t, 16384> buffer;
  while (!ended()) {
    const int got = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0) return wait(SSL_get_error(ssl_.get(), got), "reading");
    owner_->socket_bytes(std::span(buffer).first(static_cast<std::size_t>(got)));
  }
}

void TlsSocket::flush() {
  while (!queue_.empty()) {
    const auto& front = queue_.front();
    const auto left = front.size() - front_sent_;
    const int sent = SSL_write(ssl_.get(), front.data() + front_sent_, static_cast<int>(left));
    if (sent <= 0) return wait(SSL_get_error(ssl_.get(), sent), "writing");
    queued_ -= static_cast<std::size_t>(sent);
    front_sent_ += static_cast<std::size_t>(sent);
    if (front_sent_ < front.size()) continue;
    queue_.pop_front();
    front_sent_ = 0;
  }
}

bool TlsSocket::write(std::vector<std::uint8_t> bytes) {
  if (ended() || queued_ + bytes.size() > kMostQueued) return false;
  queued_ += bytes.size();
  queue_.push_back(std::move(bytes));
  if (open_ && !waits_writable_) flush();
  return true;
}

void TlsSocket::wait(int ssl_error, const char* doing) {
  if (ssl_error == SSL_ERROR_WANT_READ) return wait_readable();
  if (ssl_error == SSL_ERROR_WANT_WRITE) return wait_writable();
  if (ssl_error == SSL_ERROR_ZERO_RETURN) return end("closed by the broker");
  end(openssl_reason(doing));
}

void TlsSocket::wait_readable() {
  if (std::exchange(waits_readable_, true)) return;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const auto& error) {
    self->waits_readable_ = false;
    if (!error) self->progress();
  });
}

void TlsSocket::wait_writable() {
  if (std::exchange(waits_writable_, true)) return;
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const auto& error) {
    self->waits_writable_ = false;
    if (!error) self->progress();
  });
}

void TlsSocket::end(const std::string& why) {
  if (ended()) return;
  dead_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  // In a call of its own: the owner may be in the middle of writing.
  asio::post(socket_.get_executor(), [self = shared_from_this(), why] {
    if (auto* owner = std::exchange(self->owner_, nullptr)) owner->socket_ended(why);
  });
}

void TlsSocket::close(Manner manner) {
  if (dead_) owner_ = nullptr;
  if (ended()) return;
  boost::system::error_code ignored;
  if (manner == Manner::cut) {
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  } else if (open_) {
    flush();
    if (!ended()) SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  owner_ = nullptr;
  socket_.close(ignored);
}

void TlsSocket::leave_half_open(std::chrono::seconds keep) {
  if (ended()) return;
  owner_ = nullptr;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
  auto timer = std::make_shared<asio::steady_timer>(socket_.get_executor(), keep);
  timer->async_wait([self = shared_from_this(), timer](const auto&) {
    boost::system::error_code failed;
    self->socket_.set_option(asio::socket_base::linger(true, 0), failed);
    self->socket_.close(failed);
  });
}

}  // namespace liftguard::fleet::mqtt
