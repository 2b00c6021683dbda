// A TLS connection of a simulated box. OpenSSL reads and writes the socket itself and Asio only says when it may: a
// session costs what OpenSSL keeps for it (some 10 KiB while idle), where asio::ssl::stream adds 70.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <openssl/ssl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/identity/openssl.hpp"

namespace liftguard::fleet::mqtt {

using TlsContext = std::unique_ptr<SSL_CTX, identity::OpensslFree<SSL_CTX_free>>;

// TLS 1.2 or newer; a server must show a certificate of `ca_file`. Throws std::runtime_error.
[[nodiscard]] TlsContext make_tls_context(const std::string& ca_file);

// Where a door of the broker is.
struct Address {
  boost::asio::ip::tcp::endpoint endpoint;
  std::string host;  // the name that its certificate must carry
};

// Whom a client is known by. Both outlive its sockets.
struct Credentials {
  std::vector<std::uint8_t> certificate;  // DER
  EVP_PKEY* key = nullptr;
};

class SocketOwner {
 public:
  virtual ~SocketOwner() = default;
  virtual void socket_open() = 0;  // the handshake is done
  virtual void socket_bytes(std::span<const std::uint8_t> bytes) = 0;
  virtual void socket_ended(const std::string& why) = 0;  // last; never after close() and leave_half_open()
};

class TlsSocket : public std::enable_shared_from_this<TlsSocket> {
 public:
  // The context must outlive it; the owner until it has ended.
  TlsSocket(boost::asio::io_context& io, SSL_CTX& context, SocketOwner& owner);

  // `source`: the local address to come from; unspecified: the kernel's choice.
  void start(const Address& to, const Credentials& credentials, const boost::asio::ip::address& source);

  // What has not left yet is kept. False: more than kMostQueued waits already, nothing was taken.
  bool write(std::vector<std::uint8_t> bytes);

  enum class Manner : std::uint8_t {
    orderly = 0,  // after what was written; TLS says that it ends
    cut = 1,      // a reset
  };
  void close(Manner manner);

  // Nobody reads or writes here any more, and the peer is told nothing for so long (A4).
  void leave_half_open(std::chrono::seconds keep);

  static constexpr std::size_t kMostQueued = std::size_t{256} * 1024;

 private:
  void connected(const Credentials& credentials, const std::string& host);
  void progress();
  void handshake();
  void flush();
  void receive();
  void wait(int ssl_error, const char* doing);
  void wait_readable();
  void wait_writable();
  void end(const std::string& why);
  [[nodiscard]] bool ended() const { return owner_ == nullptr || dead_; }

  boost::asio::ip::tcp::socket socket_;
  SSL_CTX& context_;
  std::unique_ptr<SSL, identity::OpensslFree<SSL_free>> ssl_;
  SocketOwner* owner_;  // null: it has let go, or was told the end
  std::deque<std::vector<std::uint8_t>> queue_;
  std::size_t queued_ = 0;      // bytes
  std::size_t front_sent_ = 0;  // of the queue's first
  bool open_ = false;
  bool dead_ = false;  // and the owner is about to be told
  bool waits_readable_ = false, waits_writable_ = false;
};

}  // namespace liftguard::fleet::mqtt
