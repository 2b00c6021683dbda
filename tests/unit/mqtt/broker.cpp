#include "tests/unit/mqtt/broker.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

extern char** environ;

// Read by LeakSanitizer: Paho C 1.3 does not free the publishes that wait for their acknowledgement when a connection
// is given up (about 140 bytes each).
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpaho-mqtt3as\n";
}

namespace liftguard::test {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool accepts(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(port);
  const int rc = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(fd);
  return rc == 0;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// The command `openssl ca` is the one that takes the dates of what it signs.
void make_certificates(const std::filesystem::path& folder, const ServerCertificate& server) {
  const auto at = "cd " + folder.string() + " && ";
  run_command(at +
              "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt "
              "-days 2 -subj /CN=test-ca");
  run_command(at +
              "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr "
              "-subj /CN=localhost");
  write(folder / "index.txt", "");
  write(folder / "ca.cnf",
        "[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\n"
        "default_md = sha256\npolicy = any\nx509_extensions = server\n[any]\ncommonName = supplied\n"
        "[server]\nsubjectAltName = DNS:localhost\nextendedKeyUsage = " +
            server.purpose + "\n");
  const auto dates =
      server.until.empty() ? std::string("-days 2") : "-startdate " + server.from + " -enddate " + server.until;
  run_command(at +
              "openssl ca -batch -config ca.cnf -cert ca.crt -keyfile ca.key -notext -in server.csr -out server.crt " +
              dates);
}

}  // namespace

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  ::close(fd);
  return ntohs(address.sin_port);
}

void wait_until_accepting(std::uint16_t port) {
  for (int i = 0; i < 500; ++i) {
    if (accepts(port)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("nobody accepts connections on port " + std::to_string(port));
}

void run_command(const std::string& command) {
  if (std::system(("(" + command + ") >/dev/null 2>&1").c_str()) != 0) throw std::runtime_error("failed: " + command);
}

pid_t spawn(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " + command.front());
  return pid;
}

void stop(pid_t pid, int signal) {
  if (pid <= 0) return;
  ::kill(pid, signal);
  ::waitpid(pid, nullptr, 0);
}

Broker::Broker(const Options& options) : tls_port_(free_port()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "liftguard-broker-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  make_certificates(folder_, options.server);
  std::string config = "user root\nper_listener_settings false\nallow_anonymous false\npersistence false\nlistener " +
                       std::to_string(tls_port_) + " 127.0.0.1\ncafile " + (folder_ / "ca.crt").string() +
                       "\ncertfile " + (folder_ / "server.crt").string() + "\nkeyfile " +
                       (folder_ / "server.key").string() +
                       "\nrequire_certificate true\nuse_identity_as_username true\n";
  if (!options.acl.empty()) {
    write(folder_ / "acl", options.acl);
    config += "acl_file " + (folder_ / "acl").string() + "\n";
  }
  write(folder_ / "mosquitto.conf", config);
  start();
}

Broker::~Broker() {
  if (pid_ > 0) ::kill(pid_, SIGCONT);
  stop(pid_, SIGKILL);
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Broker::start() {
  pid_ = spawn({"/usr/sbin/mosquitto", "-c", (folder_ / "mosquitto.conf").string()});
  wait_until_accepting(tls_port_);
}

void Broker::kill() {
  stop(pid_, SIGKILL);
  pid_ = 0;
}

void Broker::pause() {
  ::kill(pid_, SIGSTOP);
}
void Broker::resume() {
  ::kill(pid_, SIGCONT);
}

mqtt::Tls Broker::tls(const std::string& name) {
  const auto at = "cd " + folder_.string() + " && ";
  if (!std::filesystem::exists(folder_ / (name + ".crt"))) {
    run_command(at + "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name + ".key -out " +
                name + ".csr -subj /CN=" + name);
    run_command(at + "openssl x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out " +
                name + ".crt");
  }
  return {(folder_ / "ca.crt").string(), (folder_ / (name + ".crt")).string(), (folder_ / (name + ".key")).string()};
}

mqtt::ClientOptions Broker::options(const std::string& name) {
  mqtt::ClientOptions out;
  out.uri = "ssl://localhost:" + std::to_string(tls_port_);
  out.client_id = name;
  out.tls = tls(name);
  return out;
}

}  // namespace liftguard::test
