// The box renews its certificate by itself: asks in time with a new key, tries what it is given on a connection of its
// own, and keeps the pair before until the broker has taken the new one.
//
// Threats answered here: a certificate for another name or key, or from whoever may speak as the gateway but is not the
// authority, is tried once and dropped; the box never loses the pair that works. A key is never sent.
//
// Its functions may be called by several threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "common/base/clock.hpp"
#include "common/base/result.hpp"
#include "firmware/monitor/identity/identity_folder.hpp"

namespace liftguard::monitor {

struct RenewalOptions {
  std::string monitor;
  std::chrono::days before{60};  // the end of the certificate in force
};

struct RenewalMoment {
  SteadyTime steady;
  std::optional<UtcTime> wall;  // none while the clock was never set: no date can be judged
};

class Renewal {
 public:
  // An answer to a request is given by people and programs that may be away: it is asked again after a day. What could
  // not be asked, because a disk is full, say, is tried again soon.
  static constexpr std::chrono::hours kAskAgain{24};
  static constexpr std::chrono::minutes kTryAgain{1};

  Renewal(RenewalOptions options, IdentityFolder folder);

  // The request to be sent now, if one is due; asked() once it is on its way. Throws std::system_error.
  [[nodiscard]] std::optional<std::string> request_due(const RenewalMoment& now);
  void asked(SteadyTime now);

  // The gateway's answer; on trial with the next connection. Refusals: see IdentityFolder::begin_trial.
  [[nodiscard]] Result<void> install(const std::string& certificate_pem, std::optional<UtcTime> now);

  // The pair for the connection that begins now, and what came of it; one of which nothing comes has failed when the
  // next begins. While a new pair is on trial attempts alternate, so that an outage is not taken for a bad certificate
  // nor a bad certificate for an outage: the new pair goes when it fails where the one before gets through.
  [[nodiscard]] IdentityPair pair_for_connection() noexcept;
  void connected() noexcept;
  void not_connected() noexcept;

  // The connection there is was made with the former pair although a new one is to be tried.
  [[nodiscard]] bool wants_connection() const;

  // Of the pair in force; none: it cannot be read.
  [[nodiscard]] std::optional<UtcTime> valid_until() const;

 private:
  enum class Trial : std::uint8_t { none = 0, to_be_tried = 1, under_way = 2, failed_once = 3 };

  void read_validity();
  void attempt_failed();
  void settle_trial();

  mutable std::mutex mutex_;
  RenewalOptions options_;
  IdentityFolder folder_;
  Trial trial_ = Trial::none;
  std::optional<UtcTime> valid_until_;
  std::optional<SteadyTime> next_asking_;
  bool attempt_under_way_ = false;
};

}  // namespace liftguard::monitor
