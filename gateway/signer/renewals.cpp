#include "gateway/signer/renewals.hpp"

#include <vector>

#include <spdlog/spdlog.h>

#include "common/base/calendar.hpp"
#include "common/base/waiting.hpp"
#include "common/identity/certificate.hpp"
#include "common/registry/revoked.hpp"
#include "common/registry/store.hpp"
#include "gateway/certificates/store.hpp"
#include "gateway/commands/store.hpp"
#include "gateway/expiry/store.hpp"
#include "gateway/signer/revoking.hpp"

namespace liftguard::signer {

namespace {

namespace certificates = gateway::certificates;
namespace expiry = gateway::expiry;
namespace commands = gateway::commands;

constexpr std::chrono::seconds kLookEvery{2};

// A refusal of the command counts as one of the request: the certificate could not be brought to the box.
Result<certificates::Given> give(const Authority& boxes, storage::Transaction& tx, const certificates::Request& request,
                                 UtcTime now) {
  const auto monitor = registry::find_monitor(tx, request.monitor);
  if (!monitor || monitor->elevator == ElevatorId{})
    return refuse("not_bound", "this box is bound to no elevator: it may have been stolen or taken out");
  if (registry::is_revoked(tx, request.monitor)) return refuse("revoked", "this box was revoked");
  if (!certificates::may_be_given(certificates::given_lately(tx, request.monitor, now)))
    return refuse("too_many", "too many certificates were given to this box lately");
  const auto certificate = boxes.sign_box(request.request, request.monitor, now);
  if (!certificate) return certificate.error();
  const auto facts = identity::read_certificate(*certificate);
  if (!facts) return facts.error();
  const auto command = commands::issue(
      tx, {.monitor = request.monitor, .errand = wire::InstallCertificate{*certificate}, .expires = now + kDelivery},
      now);
  if (!command) return command.error();
  return certificates::Given{facts->until, command->value};
}

}  // namespace

bool decide_next(const Authority& boxes, storage::Database& database, UtcTime now) {
  {
    auto session = database.read();  // nothing to do is the rule: the one writer is not bothered for it
    if (!certificates::next_waiting(session)) return false;
  }
  auto tx = database.begin();
  const auto request = certificates::next_waiting(tx);
  if (!request) return false;
  if (const auto given = give(boxes, tx, *request, now)) {
    certificates::settle_given(tx, *request, *given, now);
    spdlog::info("{}: a certificate is given", request->monitor);
  } else {
    certificates::settle_refused(tx, *request, given.error().code, now);
    spdlog::warn("{}: no certificate: {} {}", request->monitor, given.error().code, given.error().detail);
  }
  tx.commit();
  return true;
}

bool keep_revocations(const Authority& boxes, storage::Database& database, const std::filesystem::path& copy,
                      UtcTime now) {
  std::vector<RevokedBox> revoked;
  {
    auto session = database.read();
    for (auto& monitor : registry::revoked_monitors(session))
      revoked.push_back({monitor.name, monitor.untrusted_since, monitor.serials});
  }
  const auto list = keep_list(boxes, revoked, now);
  expiry::note(database, {{"boxes-ca", boxes.until()}, {"boxes.crl", list.until}}, now);
  if (copy.empty() || !publish_list(boxes, copy)) return false;
  spdlog::info("revocation list {} with {} certificates, valid until {}", list.number, list.revoked.size(),
               format_iso_utc(list.until));
  return true;
}

void serve_renewals(const Authority& boxes, storage::Database& database, const Serving& serving) {
  while (!serving.stop.stop_requested()) {
    try {
      const UtcTime now = database.utc_now();
      keep_revocations(boxes, database, serving.list_copy, now);
      while (!serving.stop.stop_requested() && decide_next(boxes, database, database.utc_now())) {
      }
    } catch (const storage::Busy& busy) {
      spdlog::warn("the database is busy, requests are decided later: {}", busy.what());
    }
    wait_or_stop(serving.stop, kLookEvery);
  }
}

}  // namespace liftguard::signer
