#include "firmware/monitor/renewing.hpp"

#include <array>
#include <utility>

#include <spdlog/spdlog.h>

#include "firmware/monitor/provisioning.hpp"

namespace liftguard::monitor {

Renewing::Renewing(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock,
                   RenewingParts parts)
    : config_(config),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      parts_(std::move(parts)),
      renewal_({config.monitor, config.renew_before},
               IdentityFolder(identity_folder(config), {config.certificate, config.key})) {}

void Renewing::step() {
  const auto now = clock_.now();
  const auto request = renewal_.request_due({now, parts_.told()});
  if (!request) return;
  const auto record = wire::encode_record(wire::CertificateRequestBody{stamper_.stamp(), *request});
  {
    const std::array drafts{journal::Draft{Lane::event, EventKind{}, record.value()}};
    const std::lock_guard lock(store_.mutex);
    if (const auto keys = store_.journal.append(drafts, {}); !keys) {
      spdlog::error("identity: the request cannot be journalled: {}", keys.error().detail);
      return;
    }
  }
  renewal_.asked(now);
  parts_.asked();
}

Answer Renewing::install(const std::string& certificate_pem) {
  const auto taken = renewal_.install(certificate_pem, parts_.told());
  if (taken) return {wire::CommandOutcome::done, {}};
  return {wire::CommandOutcome::refused, taken.error().code + ": " + taken.error().detail};
}

mqtt::Tls Renewing::tls() {
  const auto pair = renewal_.pair_for_connection();
  return {config_.ca.string(), pair.certificate.string(), pair.key.string()};
}

}  // namespace liftguard::monitor
