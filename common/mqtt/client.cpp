#include "common/mqtt/client.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <mqtt/async_client.h>

#include "common/mqtt/send_at_once.hpp"

namespace liftguard::mqtt {
namespace {

constexpr int kSuccess = 0;
constexpr std::int32_t kNeverExpires = -1;  // 0xFFFFFFFF: MQTT 5, 3.1.2.11.2

// These suites exist only since TLS 1.2, so that no older version can be agreed on whatever the host's openssl.cnf
// says; 1.3, which Paho's own "TLS 1.2" setting would shut out, has its own suites and stays possible.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

void* to_context(std::uint64_t tag) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(tag));
}
std::uint64_t to_tag(void* context) {
  return reinterpret_cast<std::uintptr_t>(context);
}

::mqtt::ssl_options ssl_options_of(const Tls& tls) {
  ::mqtt::ssl_options ssl;
  ssl.set_trust_store(tls.ca);
  if (!tls.certificate.empty()) {
    ssl.set_key_store(tls.certificate);
    ssl.set_private_key(tls.key);
  }
  ssl.set_enabled_cipher_suites(kCiphers);
  ssl.set_enable_server_cert_auth(true);  // the chain, and the dates as ServerDates says
  ssl.set_verify(true);                   // and the host's name
  return ssl;
}

::mqtt::connect_options connect_options_of(const ClientOptions& options, const std::optional<WillMessage>& will) {
  ::mqtt::connect_options out;
  out.set_mqtt_version(MQTTVERSION_5);
  out.set_clean_start(options.session == Session::clean);
  if (options.session == Session::persistent)
    out.set_properties({{::mqtt::property::SESSION_EXPIRY_INTERVAL, kNeverExpires}});
  out.set_keep_alive_interval(options.keep_alive);
  out.set_connect_timeout(options.connect_timeout);
  out.set_max_inflight(static_cast<int>(options.max_unacknowledged));
  out.set_automatic_reconnect(false);
  if (options.tls) out.set_ssl(ssl_options_of(*options.tls));
  if (will) out.set_will(::mqtt::will_options(will->topic, will->payload, 1, will->retained));
  return out;
}

void check(const ClientOptions& options) {
  const bool ssl = options.uri.starts_with("ssl://");
  if (!ssl && !options.uri.starts_with("tcp://")) throw std::invalid_argument("uri is neither ssl:// nor tcp://");
  if (ssl != options.tls.has_value()) throw std::invalid_argument("ssl:// goes with tls, and only ssl://");
  if (options.client_id.empty()) throw std::invalid_argument("a client id is needed");
  if (options.tls && options.tls->certificate.empty() != options.tls->key.empty())
    throw std::invalid_argument("certificate and key go together");
}

std::string describe(const ::mqtt::token& token) {
  auto text = ::mqtt::exception::error_str(token.get_return_code());
  const auto reason = static_cast<int>(token.get_reason_code());
  if (reason > 0) text += ", MQTT reason " + std::to_string(reason);
  return text;
}

}  // namespace

// One Paho client with one connection. Its callbacks run on Paho's thread and only hand copies to the sink.
class Client::Connection final : public ::mqtt::iaction_listener {
 public:
  Connection(const ClientOptions& options, Sink& sink, std::uint64_t number)
      : sink_(sink),
        number_(number),
        excess_(options.excess),
        max_unacknowledged_(options.max_unacknowledged),
        port_(port_of(options.uri)),
        paho_(options.uri, options.client_id,
              ::mqtt::create_options(MQTTVERSION_5, static_cast<int>(options.max_unacknowledged))) {
    // One by one: set_callback() locks Paho C's mutex under the client's own, which is the other way round from how its
    // callbacks lock them. No callback runs before connect(), so that could not deadlock; but a checker of lock orders
    // could not see what else may.
    paho_.set_connection_lost_handler([this](const std::string& cause) { connection_lost(cause); });
    paho_.set_disconnected_handler(
        [this](const ::mqtt::properties&, ::mqtt::ReasonCode reason) { goodbye_ = static_cast<int>(reason); });
    paho_.set_message_callback([this](::mqtt::const_message_ptr message) { message_arrived(std::move(message)); });
  }

  void start(const ::mqtt::connect_options& options) {
    try {
      paho_.connect(options, nullptr, *this);
    } catch (const ::mqtt::exception& error) {
      offer(ConnectFailed{error.what()});
    }
  }

  bool subscribe(const std::string& filter, int qos) {
    const auto index = remember(filter);  // unlocked again before Paho locks its own mutex, which callbacks run under
    try {
      paho_.subscribe(filter, qos, to_context(index), *this);
      return true;
    } catch (const ::mqtt::exception&) {
      return false;
    }
  }

  PublishOutcome publish(Publication publication) {
    if (!up_) return PublishOutcome::not_connected;
    const bool counted = publication.qos > 0;
    if (counted && unacknowledged_ >= max_unacknowledged_) return PublishOutcome::full;
    if (counted) ++unacknowledged_;
    try {
      auto message = ::mqtt::make_message(std::move(publication.topic), std::move(publication.payload), publication.qos,
                                          publication.retained);
      paho_.publish(std::move(message), to_context(publication.tag), *this);
      return PublishOutcome::taken;
    } catch (const ::mqtt::exception&) {
      if (counted) --unacknowledged_;
      return up_ ? PublishOutcome::refused : PublishOutcome::not_connected;
    }
  }

  void disconnect(std::chrono::milliseconds patience) {
    try {
      if (up_.exchange(false)) paho_.disconnect(static_cast<int>(patience.count()))->wait_for(patience * 2);
    } catch (const ::mqtt::exception&) {  // it was lost meanwhile: that is an end as well
    }
  }

  [[nodiscard]] bool up() const { return up_; }
  [[nodiscard]] std::size_t unacknowledged() const { return unacknowledged_; }

 private:
  template <class What>
  void offer(What what) noexcept {
    sink_.offer({number_, std::move(what)});
  }

  // No exception may reach Paho's C code: it would end the process. What cannot even be copied is lost like any other
  // message on the way: the box resends, the broker's PUBACK means nothing.
  template <class Body>
  void guarded(Body body) noexcept {
    try {
      body();
    } catch (...) {
    }
  }

  void message_arrived(::mqtt::const_message_ptr message) {
    guarded([&] {
      offer(Message{message->get_topic(), message->get_payload_str(), message->is_retained(), message->is_duplicate()});
    });
  }

  void connection_lost(const std::string& cause) {
    up_ = false;
    guarded([&] { offer(Lost{cause, goodbye_}); });
  }

  void on_success(const ::mqtt::token& token) override {
    guarded([&] {
      switch (token.get_type()) {
        case ::mqtt::token::CONNECT:
          if (std::exchange(reported_, true)) break;  // Paho C++ 1.2 reports a connection twice
          note_receive_maximum(token.get_connect_response().get_properties());
          up_ = true;
          if (port_) send_at_once(*port_);
          offer(Connected{token.get_connect_response().is_session_present()});
          break;
        case ::mqtt::token::SUBSCRIBE:
          offer(Subscribed{filter_of(token), true});
          break;
        case ::mqtt::token::PUBLISH:
          acknowledge(token, static_cast<int>(token.get_reason_code()));
          break;
        case ::mqtt::token::UNSUBSCRIBE:
        case ::mqtt::token::DISCONNECT:
          break;
      }
    });
  }

  void on_failure(const ::mqtt::token& token) override {
    guarded([&] {
      switch (token.get_type()) {
        case ::mqtt::token::CONNECT:
          offer(ConnectFailed{describe(token)});
          break;
        case ::mqtt::token::SUBSCRIBE:
          offer(Subscribed{filter_of(token), false});
          break;
        case ::mqtt::token::PUBLISH: {
          const auto reason = static_cast<int>(token.get_reason_code());
          acknowledge(token, reason > kSuccess ? reason : -1);
          break;
        }
        case ::mqtt::token::UNSUBSCRIBE:
        case ::mqtt::token::DISCONNECT:
          break;
      }
    });
  }

  void note_receive_maximum(const ::mqtt::properties& granted) {
    if (excess_ == Excess::queued || !granted.contains(::mqtt::property::RECEIVE_MAXIMUM)) return;
    const std::size_t most = ::mqtt::get<std::uint16_t>(granted, ::mqtt::property::RECEIVE_MAXIMUM);
    max_unacknowledged_ = std::min(max_unacknowledged_.load(), most);
  }

  void acknowledge(const ::mqtt::token& token, int reason_code) {
    if (unacknowledged_ > 0) --unacknowledged_;
    offer(Acknowledged{to_tag(token.get_user_context()), reason_code});
  }

  std::size_t remember(const std::string& filter) {
    const std::lock_guard lock(filters_mutex_);
    filters_.push_back(filter);
    return filters_.size() - 1;
  }

  std::string filter_of(const ::mqtt::token& token) {
    const std::lock_guard lock(filters_mutex_);
    const auto index = to_tag(token.get_user_context());
    return index < filters_.size() ? filters_[static_cast<std::size_t>(index)] : std::string{};
  }

  Sink& sink_;
  const std::uint64_t number_;
  const Excess excess_;
  std::atomic<std::size_t> max_unacknowledged_;
  const std::optional<std::uint16_t> port_;  // of the broker
  bool reported_ = false;                    // on Paho's thread alone
  std::atomic<int> goodbye_{0};              // the reason of the broker's DISCONNECT
  std::atomic<bool> up_{false};
  std::atomic<std::size_t> unacknowledged_{0};
  std::mutex filters_mutex_;
  std::vector<std::string> filters_;
  ::mqtt::async_client paho_;  // last: its destructor ends the callbacks before anything they use is gone
};

Client::Client(ClientOptions options, Sink& sink) : options_(std::move(options)), sink_(sink) {
  check(options_);
}
Client::~Client() = default;

std::uint64_t Client::connect() {
  return connect(options_.will);
}

std::uint64_t Client::connect(std::optional<WillMessage> will) {
  current_.reset();  // and with it its handshake, if there is one
  if (options_.tls) judge_server_dates(options_.server_dates);
  current_ = std::make_unique<Connection>(options_, sink_, ++number_);
  current_->start(connect_options_of(options_, will));
  return number_;
}

void Client::go_to(std::string uri) {
  auto changed = options_;
  changed.uri = std::move(uri);
  check(changed);
  options_ = std::move(changed);
}

void Client::use(Tls tls) {
  auto changed = options_;
  changed.tls = std::move(tls);
  check(changed);
  options_ = std::move(changed);
}

bool Client::subscribe(const std::vector<std::string>& filters, int qos) {
  if (!connected()) return false;
  for (const auto& filter : filters)
    if (!current_->subscribe(filter, qos)) return false;
  return true;
}

PublishOutcome Client::publish(Publication publication) {
  return current_ ? current_->publish(std::move(publication)) : PublishOutcome::not_connected;
}

void Client::disconnect(std::chrono::milliseconds patience) {
  if (current_) current_->disconnect(patience);
  current_.reset();
}

bool Client::connected() const {
  return current_ && current_->up();
}
std::uint64_t Client::connection() const {
  return number_;
}
std::size_t Client::unacknowledged() const {
  return current_ ? current_->unacknowledged() : 0;
}

}  // namespace liftguard::mqtt
