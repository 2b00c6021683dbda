#include "gateway/ingest/reports.hpp"

#include <variant>

#include <fmt/format.h>

#include "common/dispatch/passengers.hpp"
#include "common/registry/store.hpp"
#include "gateway/certificates/store.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/health/store.hpp"
#include "gateway/rollout/reports.hpp"

namespace liftguard::gateway {

namespace {

struct Taker {
  storage::Transaction& tx;
  const wire::Envelope& envelope;
  const ReportContext& context;
  std::vector<std::string>& log;

  Reported operator()(const wire::CommandAnswerBody& answer) const {
    if (commands::take_answer(tx, envelope.monitor, answer, context.now) == commands::Taken::unknown)
      log.push_back(fmt::format("{} answers command {}, which it was never given", envelope.monitor, answer.command));
    return Reported::taken;
  }

  Reported operator()(const wire::PassengerAnswerBody& answer) const {
    dispatch::take_passenger_answer(tx, {.id = context.id,
                                         .monitor = envelope.monitor,
                                         .journal = answer.journal,
                                         .episode = answer.episode,
                                         .question = static_cast<dispatch::PassengerQuestion>(answer.question),
                                         .reply = static_cast<dispatch::PassengerReply>(answer.reply),
                                         .happened = context.happened,
                                         .received = context.now});
    return Reported::order_told;
  }

  Reported operator()(const wire::CertificateRequestBody& request) const {
    const auto taken = certificates::take_request(tx, envelope.monitor, request.pem, context.now);
    if (taken == certificates::Taken::too_large)
      log.push_back(fmt::format("{} asks for a certificate with {} bytes", envelope.monitor, request.pem.size()));
    return Reported::taken;
  }

  Reported operator()(const wire::HealthBody& report) const {
    const auto monitor = registry::find_monitor(tx, envelope.monitor);
    const auto elevator = monitor ? monitor->elevator : ElevatorId{};
    health::take_health(tx, envelope.monitor, report, {elevator, context.happened, context.now}, log);
    return Reported::taken;
  }

  template <class Other>
  Reported operator()(const Other&) const {
    return Reported::nothing;
  }
};

}  // namespace

Reported take_report(storage::Transaction& tx, const wire::Envelope& envelope, const ReportContext& context,
                     std::vector<std::string>& log) {
  return std::visit(Taker{tx, envelope, context, log}, envelope.body);
}

void take_birth(storage::Transaction& tx, const std::string& monitor, const wire::Birth& birth, UtcTime now) {
  commands::box_is_born(tx, monitor, now);
  take_firmware(tx, monitor, birth, now);
  if (birth.config) commands::take_settings(tx, monitor, *birth.config, now);
}

}  // namespace liftguard::gateway
