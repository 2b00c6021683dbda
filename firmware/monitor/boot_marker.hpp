// Why the program starts: a file that an orderly end removes, holding the host's own boot id.
#pragma once

#include <filesystem>
#include <string>

#include "common/wire/state.hpp"

namespace liftguard::monitor {

class BootMarker {
 public:
  // `host_boot`: a text that changes with every boot of the host.
  BootMarker(const std::filesystem::path& folder, const std::string& host_boot);

  [[nodiscard]] wire::BootReason reason() const { return reason_; }
  void end_orderly();

 private:
  std::filesystem::path path_;
  wire::BootReason reason_ = wire::BootReason::restart;
};

[[nodiscard]] std::string host_boot_id();  // empty where the kernel does not tell

}  // namespace liftguard::monitor
