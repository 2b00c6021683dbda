#include "gateway/expiry/ends.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "common/identity/certificate.hpp"
#include "common/identity/files.hpp"
#include "common/identity/openssl.hpp"

namespace liftguard::gateway::expiry {

using identity::OpensslFree;

namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::chrono::seconds kPatience{5};

using Context = std::unique_ptr<SSL_CTX, OpensslFree<SSL_CTX_free>>;
using List = std::unique_ptr<X509_CRL, OpensslFree<X509_CRL_free>>;
using Connection = std::unique_ptr<SSL, OpensslFree<SSL_free>>;

std::optional<UtcTime> end_of_list(const std::string& pem) {
  const List list(PEM_read_bio_X509_CRL(identity::bio_over(pem).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  const ASN1_TIME* until = list ? X509_CRL_get0_nextUpdate(list.get()) : nullptr;
  std::tm parts{};
  if (until == nullptr || ASN1_TIME_to_tm(until, &parts) != 1) return std::nullopt;
  return UtcTime{std::chrono::seconds{::timegm(&parts)}};
}

// A socket whose every read and write ends in time.
identity::Bio connect_to(const Server& server) {
  identity::Bio bio(BIO_new_connect((server.host + ":" + server.port).c_str()));
  if (!bio || BIO_set_nbio(bio.get(), 1) != 1) return nullptr;
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (BIO_do_connect(bio.get()) != 1) {
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0 || BIO_should_retry(bio.get()) == 0 ||
        BIO_wait(bio.get(), ::time(nullptr) + left.count(), 20) != 1)
      return nullptr;
  }
  int descriptor = -1;
  BIO_get_fd(bio.get(), &descriptor);
  const timeval patience{kPatience.count(), 0};
  if (!BIO_socket_nbio(descriptor, 0)) return nullptr;
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return bio;
}

}  // namespace

std::optional<UtcTime> end_of_file(const std::string& file) {
  const auto pem = identity::read_text(file);
  if (!pem) return std::nullopt;
  std::optional<UtcTime> soonest;
  for (std::size_t from = pem->find(kBegin), next = 0; from != std::string::npos; from = next) {
    next = pem->find(kBegin, from + kBegin.size());
    const std::string one = pem->substr(from, next - from);
    const auto facts = identity::read_certificate(one);
    if (const auto end = facts ? facts->until : end_of_list(one)) soonest = std::min(soonest.value_or(*end), *end);
  }
  return soonest;
}

std::optional<UtcTime> end_of_server(const Server& server) {
  const Context context(SSL_CTX_new(TLS_client_method()));
  const Connection connection(context ? SSL_new(context.get()) : nullptr);
  identity::Bio bio = connect_to(server);
  std::optional<UtcTime> end;
  if (connection && bio) {
    BIO* socket = bio.release();
    SSL_set_bio(connection.get(), socket, socket);
    // A server that wants a certificate of ours ends the handshake after it has shown its own.
    SSL_connect(connection.get());
    const identity::Certificate shown(SSL_get1_peer_certificate(connection.get()));
    if (shown)
      if (const auto facts = identity::read_certificate(identity::to_pem(*shown))) end = facts->until;
  }
  ERR_clear_error();
  return end;
}

}  // namespace liftguard::gateway::expiry
