#include "tests/unit/gateway/broker.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/base/clock.hpp"
#include "gateway/signer/authority.hpp"
#include "gateway/signer/revoking.hpp"

extern char** environ;

namespace liftguard::gateway::testing {

namespace fs = std::filesystem;

namespace {

const fs::path kDeploy = fs::path(LG_SOURCE_DIR) / "deploy/mosquitto";

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

void write_pair(const fs::path& folder, const std::string& name, const signer::Issued& issued) {
  write(folder / (name + ".crt"), issued.certificate_pem);
  write(folder / (name + ".key"), issued.key_pem);
}

std::string fill(std::string text, const std::vector<std::pair<std::string, std::string>>& words) {
  for (const auto& [word, value] : words)
    for (std::size_t at; (at = text.find("@" + word + "@")) != std::string::npos;)
      text.replace(at, word.size() + 2, value);
  return text;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool answers(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return connected;
}

}  // namespace

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

Broker::Broker(const fs::path& folder) : folder_(folder), boxes_port_(free_port()), services_port_(free_port()) {
  const UtcTime now = WallClock().utc_now();
  const auto boxes = signer::Authority::create(folder_, signer::Realm::boxes, now);
  const auto services = signer::Authority::create(folder_, signer::Realm::services, now);
  write(folder_ / "boxes-ca.crt", boxes->certificate_pem());
  write(folder_ / "services-ca.crt", services->certificate_pem());
  revoke({}, now);
  write_pair(folder_, "broker", *services->issue_broker({}, now));
  write_pair(folder_, "gateway", *services->issue_service("gateway", now));
  fs::create_directory(folder_ / "broker");
  for (const char* acl : {"boxes.acl", "services.acl"}) {
    fs::copy_file(kDeploy / acl, folder_ / "broker" / acl);
    fs::permissions(folder_ / "broker" / acl, fs::perms::owner_read | fs::perms::owner_write);
  }
  write_configuration();
  start();
}

Broker::~Broker() {
  if (process_ > 0) kill_nine();
}

// The list as it was, and these; not yet read by the broker.
void Broker::revoke(const std::vector<signer::RevokedBox>& boxes, UtcTime now) const {
  const auto authority = signer::Authority::open(folder_, signer::Realm::boxes);
  signer::keep_list(*authority, boxes, now);
  signer::publish_list(*authority, folder_ / "boxes.crl");
}

void Broker::reread() const {
  ::kill(process_, SIGHUP);
}

void Broker::write_configuration() const {
  std::ifstream in(kDeploy / "mosquitto.conf.in");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const passwd* user = ::getpwuid(::getuid());
  write(folder_ / "mosquitto.conf", fill(text, {{"USER", user->pw_name},
                                                {"DATA", folder_.string()},
                                                {"PKI", folder_.string()},
                                                {"BOXES_PORT", std::to_string(boxes_port_)},
                                                {"BOXES_BIND", "127.0.0.1"},
                                                {"SERVICES_PORT", std::to_string(services_port_)}}));
}

void Broker::start() {
  const std::string config = (folder_ / "mosquitto.conf").string();
  const std::string log = (folder_ / "mosquitto.log").string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  std::array<char*, 4> arguments{const_cast<char*>("mosquitto"), const_cast<char*>("-c"),
                                 const_cast<char*>(config.c_str()), nullptr};
  int failed = ::posix_spawn(&process_, "/usr/sbin/mosquitto", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  for (int tries = 0; !failed && tries < 200; ++tries) {
    if (answers(boxes_port_) && answers(services_port_)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{25});
  }
  throw std::runtime_error("mosquitto does not come up; see " + log);
}

void Broker::kill_nine() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

void Broker::forget() {
  fs::remove(folder_ / "broker" / "mosquitto.db");
}

mqtt::Tls Broker::service_tls() const {
  return {(folder_ / "services-ca.crt").string(), (folder_ / "gateway.crt").string(),
          (folder_ / "gateway.key").string()};
}

mqtt::Tls Broker::box_tls(const std::string& monitor) const {
  if (!fs::exists(folder_ / (monitor + ".crt"))) {
    const auto boxes = signer::Authority::open(folder_, signer::Realm::boxes);
    write_pair(folder_, monitor, *boxes->issue_box(monitor, WallClock().utc_now()));
  }
  return {(folder_ / "services-ca.crt").string(), (folder_ / (monitor + ".crt")).string(),
          (folder_ / (monitor + ".key")).string()};
}

std::string Broker::services_uri() const {
  return "ssl://localhost:" + std::to_string(services_port_);
}
std::string Broker::boxes_uri() const {
  return "ssl://localhost:" + std::to_string(boxes_port_);
}

}  // namespace liftguard::gateway::testing
