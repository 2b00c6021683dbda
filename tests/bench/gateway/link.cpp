#include "tests/bench/gateway/link.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace liftguard::bench {

namespace {

// MQTT 3.1.1, 2.2: packet types in the upper half of the first byte.
constexpr std::uint8_t kConnect = 0x10, kConnack = 0x20, kPublish = 0x30, kPuback = 0x40, kSubscribe = 0x82;
constexpr std::size_t kWriteAtOnce = 64 * 1024;
constexpr std::chrono::seconds kConnectWithin{10};

std::string two_bytes(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

std::string text_of(std::string_view text) {
  return two_bytes(text.size()) + std::string(text);
}

int connect_to(const Door& door) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(door.host.c_str(), std::to_string(door.port).c_str(), &hints, &found) != 0)
    throw std::runtime_error("no address for " + door.host);
  const int socket = ::socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
  const bool connected = ::connect(socket, found->ai_addr, found->ai_addrlen) == 0;
  ::freeaddrinfo(found);
  if (!connected) {
    ::close(socket);
    throw std::runtime_error("nobody answers on port " + std::to_string(door.port));
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

struct Link::Tls {
  explicit Tls(const Door& door) : context(SSL_CTX_new(TLS_client_method())), socket(connect_to(door)) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (SSL_CTX_load_verify_locations(context, door.ca.c_str(), nullptr) != 1 ||
        SSL_CTX_use_certificate_file(context, door.certificate.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, door.key.c_str(), SSL_FILETYPE_PEM) != 1)
      throw std::runtime_error("certificate or key of " + door.certificate);
    ssl = SSL_new(context);
    SSL_set1_host(ssl, door.host.c_str());
    SSL_set_fd(ssl, socket);
    if (SSL_connect(ssl) != 1) throw std::runtime_error("no TLS on port " + std::to_string(door.port));
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
  }
  ~Tls() {
    SSL_free(ssl);
    SSL_CTX_free(context);
    ::close(socket);
  }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // Bytes moved; 0: it would have to wait.
  std::size_t moved(int result) const {
    if (result > 0) return static_cast<std::size_t>(result);
    const int error = SSL_get_error(ssl, result);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
    throw std::runtime_error("the broker has ended the connection");
  }

  SSL_CTX* context;
  int socket;
  SSL* ssl = nullptr;
};

Link::Link(const Door& door, const std::string& client_id) : tls_(std::make_unique<Tls>(door)) {
  constexpr char kCleanSession = 2, kVersion = 4;
  packet(kConnect, text_of("MQTT") + std::string{kVersion, kCleanSession} + two_bytes(0) + text_of(client_id));
  const auto end = std::chrono::steady_clock::now() + kConnectWithin;
  while (!accepted_) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("no CONNACK");
    pump(std::chrono::milliseconds{100}, [](auto, auto) {});
  }
}

Link::~Link() = default;

void Link::packet(std::uint8_t first, std::string_view body) {
  out_ += static_cast<char>(first);
  std::size_t length = body.size();
  do {
    const std::size_t digit = length & 0x7f;
    length >>= 7;
    out_ += static_cast<char>(length > 0 ? digit | 0x80 : digit);
  } while (length > 0);
  out_ += body;
}

void Link::subscribe(std::string_view filter, int qos) {
  packet(kSubscribe, two_bytes(++next_packet_) + text_of(filter) + static_cast<char>(qos));
}

void Link::publish(std::string_view topic, std::string_view payload, int qos) {
  std::string body = text_of(topic);
  if (qos > 0) {
    if (++next_packet_ == 0) ++next_packet_;
    body += two_bytes(next_packet_);
  }
  body += payload;
  packet(static_cast<std::uint8_t>(kPublish | (qos << 1)), body);
}

void Link::pump(std::chrono::milliseconds patience, const Heard& heard) {
  const bool wrote = write_some();
  const bool read = read_some();
  if (!wrote && !read && patience.count() > 0) {
    wait(patience);
    read_some();
  }
  take_packets(heard);
}

bool Link::write_some() {
  bool any = false;
  while (written_ < out_.size()) {
    const std::size_t size = std::min(out_.size() - written_, kWriteAtOnce);
    const std::size_t moved = tls_->moved(SSL_write(tls_->ssl, out_.data() + written_, static_cast<int>(size)));
    if (moved == 0) break;
    any = true;
    written_ += moved;
  }
  if (written_ == out_.size()) {
    out_.clear();
    written_ = 0;
  }
  return any;
}

bool Link::read_some() {
  std::array<char, 16 * 1024> buffer;
  bool any = false;
  while (const std::size_t moved = tls_->moved(SSL_read(tls_->ssl, buffer.data(), static_cast<int>(buffer.size())))) {
    any = true;
    in_.append(buffer.data(), moved);
    if (in_.size() > kWriteAtOnce * 4) break;
  }
  return any;
}

void Link::wait(std::chrono::milliseconds patience) {
  pollfd waiting{tls_->socket, static_cast<short>(unwritten() > 0 ? POLLIN | POLLOUT : POLLIN), 0};
  ::poll(&waiting, 1, static_cast<int>(patience.count()));
}

void Link::take_packets(const Heard& heard) {
  std::size_t at = 0;
  for (;;) {
    std::size_t length = 0, digits = 0;
    bool whole = false;
    while (at + 1 + digits < in_.size() && !whole) {
      const auto digit = static_cast<std::uint8_t>(in_[at + 1 + digits]);
      length |= std::size_t{digit & 0x7fU} << (7 * digits++);
      whole = (digit & 0x80) == 0;
    }
    if (!whole || at + 1 + digits + length > in_.size()) break;
    take(static_cast<std::uint8_t>(in_[at]), std::string_view(in_).substr(at + 1 + digits, length), heard);
    at += 1 + digits + length;
  }
  in_.erase(0, at);
}

void Link::take(std::uint8_t first, std::string_view body, const Heard& heard) {
  if ((first & 0xf0) == kConnack) {
    if (body.size() != 2 || body[1] != 0) throw std::runtime_error("the broker refuses this client");
    accepted_ = true;
  } else if ((first & 0xf0) == kPuback) {
    ++acknowledged_;
  } else if ((first & 0xf0) == kPublish) {
    const auto topic_size =
        static_cast<std::size_t>((static_cast<std::uint8_t>(body[0]) << 8) | static_cast<std::uint8_t>(body[1]));
    const bool numbered = (first & 0x06) != 0;
    heard(body.substr(2, topic_size), body.substr(2 + topic_size + (numbered ? 2 : 0)));
    if (numbered) packet(kPuback, body.substr(2 + topic_size, 2));
  }
}

}  // namespace liftguard::bench
