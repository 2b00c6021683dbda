// A PostgreSQL cluster that one test may kill.
#pragma once

#include <filesystem>
#include <string>

namespace liftguard::testing {

class Cluster {
 public:
  Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  ~Cluster();

  [[nodiscard]] const std::string& url() const { return url_; }
  void kill_9() const;  // the postmaster and with it, a moment later, every session
  void start_again() const;

 private:
  std::filesystem::path folder_;
  std::string url_;
};

}  // namespace liftguard::testing
