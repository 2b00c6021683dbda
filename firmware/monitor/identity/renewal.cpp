#include "firmware/monitor/identity/renewal.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "common/base/calendar.hpp"
#include "common/identity/files.hpp"

namespace liftguard::monitor {

Renewal::Renewal(RenewalOptions options, IdentityFolder folder)
    : options_(std::move(options)), folder_(std::move(folder)) {
  if (folder_.on_trial()) trial_ = Trial::to_be_tried;
  read_validity();
}

void Renewal::read_validity() {
  valid_until_.reset();
  const auto text = identity::read_text(folder_.in_force().certificate);
  if (!text) return;
  if (const auto facts = identity::read_certificate(*text)) valid_until_ = facts->until;
}

std::optional<UtcTime> Renewal::valid_until() const {
  const std::lock_guard lock(mutex_);
  return valid_until_;
}

std::optional<std::string> Renewal::request_due(const RenewalMoment& now) {
  const std::lock_guard lock(mutex_);
  if (!now.wall || !valid_until_ || trial_ != Trial::none) return std::nullopt;
  if (*now.wall < *valid_until_ - options_.before) return std::nullopt;
  if (next_asking_ && now.steady < *next_asking_) return std::nullopt;
  next_asking_ = now.steady + kTryAgain;
  spdlog::warn("identity: the certificate ends at {}; a new one is asked for", format_iso_utc(*valid_until_));
  if (auto waiting = folder_.request()) return waiting;
  return folder_.begin_request(options_.monitor);
}

void Renewal::asked(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  next_asking_ = now + kAskAgain;
}

Result<void> Renewal::install(const std::string& certificate_pem, std::optional<UtcTime> now) {
  const std::lock_guard lock(mutex_);
  if (auto taken = folder_.begin_trial(certificate_pem, options_.monitor, now); !taken) return taken;
  trial_ = Trial::to_be_tried;
  return {};
}

IdentityPair Renewal::pair_for_connection() noexcept {
  const std::lock_guard lock(mutex_);
  if (std::exchange(attempt_under_way_, true)) attempt_failed();
  if (trial_ != Trial::to_be_tried) return folder_.in_force();
  trial_ = Trial::under_way;
  return folder_.on_trial().value_or(folder_.in_force());
}

void Renewal::connected() noexcept {
  const std::lock_guard lock(mutex_);
  attempt_under_way_ = false;
  try {
    settle_trial();
  } catch (const std::exception& error) {
    spdlog::error("identity: the new certificate is not in force yet: {}", error.what());
    trial_ = Trial::none;  // until the next start, which tries it again
  }
}

void Renewal::settle_trial() {
  if (trial_ == Trial::under_way) {
    folder_.promote();
    read_validity();
    next_asking_.reset();
    spdlog::info("identity: the new certificate is in force{}",
                 valid_until_ ? ", until " + format_iso_utc(*valid_until_) : std::string());
  } else if (trial_ == Trial::failed_once) {
    folder_.drop();
    spdlog::error("identity: the broker does not take the new certificate; the one before stays in force");
  }
  trial_ = Trial::none;
}

void Renewal::not_connected() noexcept {
  const std::lock_guard lock(mutex_);
  if (std::exchange(attempt_under_way_, false)) attempt_failed();
}

void Renewal::attempt_failed() {
  if (trial_ == Trial::under_way)
    trial_ = Trial::failed_once;
  else if (trial_ == Trial::failed_once)
    trial_ = Trial::to_be_tried;
}

bool Renewal::wants_connection() const {
  const std::lock_guard lock(mutex_);
  return trial_ == Trial::to_be_tried;
}

}  // namespace liftguard::monitor
