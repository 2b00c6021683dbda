// Whose name the box shows to the broker: the pair that it was provisioned with, or the newest that it has renewed.
//
//   <folder>/current -> 3                                   the generation in force; none: the provisioned pair
//   <folder>/3/{key.pem, certificate.pem}
//   <folder>/4/{key.pem, request.pem}                       asked for
//   <folder>/4/{key.pem, request.pem, certificate.pem}      on trial
//
// Every change is one rename: a power cut leaves what was before or what is after it. Keys are made here and never
// leave (mode 0600). One thread at a time. Throws std::system_error for a disk that does not take what is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "common/identity/certificate.hpp"

namespace liftguard::monitor {

struct IdentityPair {
  std::filesystem::path certificate, key;

  bool operator==(const IdentityPair&) const = default;
};

class IdentityFolder {
 public:
  // Makes the folder and clears what a power cut has left of a change that was not finished.
  IdentityFolder(std::filesystem::path folder, IdentityPair provisioned);

  [[nodiscard]] IdentityPair in_force() const;
  [[nodiscard]] std::optional<IdentityPair> on_trial() const;
  [[nodiscard]] std::optional<std::string> request() const;  // that waits for its certificate

  // A new key and the request for its certificate, in place of one that waits or is on trial.
  std::string begin_request(const std::string& name);

  // The certificate of the request that waits goes on trial. Refusals: not_asked, and those of identity::check_own.
  [[nodiscard]] Result<void> begin_trial(const std::string& certificate_pem, const std::string& name,
                                         std::optional<UtcTime> now);

  void promote();  // what is on trial is in force from now on; the pair before it goes
  void drop();     // what waits or is on trial goes

  // The provisioned pair is in force again: it has been made anew.
  void forget_renewals();

 private:
  [[nodiscard]] std::uint64_t current() const;  // 0: the provisioned pair
  [[nodiscard]] std::filesystem::path generation(std::uint64_t number) const;
  [[nodiscard]] std::filesystem::path next() const { return generation(current() + 1); }
  void clear();

  std::filesystem::path folder_;
  IdentityPair provisioned_;
};

}  // namespace liftguard::monitor
