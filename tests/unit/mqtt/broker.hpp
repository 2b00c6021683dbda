// A real Mosquitto of a test's own: free ports, generated configuration, certificates made by the openssl command,
// everything in a temporary folder. Stopped by its pid, and the folder removed, in the destructor.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/mqtt/client.hpp"

namespace liftguard::test {

// What the broker shows, signed by its own authority, which is valid from now on for two days.
struct ServerCertificate {
  std::string from{}, until{};  // "20200101000000Z"; empty: as the authority
  std::string purpose = "serverAuth";
};

class Broker {
 public:
  struct Options {
    std::string acl{};  // lines of an acl_file; empty: everything is allowed
    ServerCertificate server{};
  };

  Broker() : Broker(Options{}) {}
  explicit Broker(const Options& options);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void start();  // returns once it accepts connections
  void kill();   // SIGKILL
  void pause();  // SIGSTOP: connections live, nothing answers
  void resume();

  [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  // Client certificate "<name>.crt" with CN=name, made on first use.
  [[nodiscard]] mqtt::Tls tls(const std::string& name);
  [[nodiscard]] mqtt::ClientOptions options(const std::string& name);  // ssl://localhost, this broker

 private:
  std::filesystem::path folder_;
  std::uint16_t tls_port_ = 0;
  pid_t pid_ = 0;
};

[[nodiscard]] std::uint16_t free_port();
void wait_until_accepting(std::uint16_t port);  // throws after five seconds
void run_command(const std::string& command);   // throws if it fails

// Starts a program with its output thrown away; its pid.
[[nodiscard]] pid_t spawn(const std::vector<std::string>& command);
void stop(pid_t pid, int signal);  // and waits for its end

}  // namespace liftguard::test
