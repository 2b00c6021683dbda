// liftguard-signer: the one certificate authority.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "common/base/calendar.hpp"
#include "common/base/clock.hpp"
#include "common/identity/files.hpp"
#include "common/observe/listen.hpp"
#include "common/observe/logging.hpp"
#include "common/observe/process_metrics.hpp"
#include "common/observe/stop_signal.hpp"
#include "common/storage/database.hpp"
#include "common/storage/database_metrics.hpp"
#include "gateway/signer/authority.hpp"
#include "gateway/signer/ledger.hpp"
#include "gateway/signer/renewals.hpp"
#include "gateway/signer/revoking.hpp"

namespace {

using liftguard::Result;
using namespace liftguard::identity;
using namespace liftguard::signer;
namespace fs = std::filesystem;

struct Options {
  fs::path dir;
  fs::path out;
  fs::path request;
  std::string database;
  std::string observe;
  std::string name;
  std::vector<std::string> hosts;
  std::vector<std::string> serials;
  fs::path list;      // the broker's copy of the boxes' revocation list
  std::string since;  // empty: now
  int days = static_cast<int>(kBoxLife.count());
};

Result<void> initialise(const Options& options, liftguard::UtcTime now) {
  for (const Realm realm : {Realm::boxes, Realm::services})
    if (auto made = Authority::create(options.dir, realm, now); !made) return made.error();
  return {};
}

Result<void> write_pair(const fs::path& out, const std::string& name, const Issued& issued) {
  fs::create_directories(out);
  if (auto written = write_new(out / (name + ".key"), issued.key_pem, Secrecy::secret); !written) return written;
  return write_new(out / (name + ".crt"), issued.certificate_pem, Secrecy::open);
}

Result<void> issue_broker(const Options& options, liftguard::UtcTime now) {
  const auto services = Authority::open(options.dir, Realm::services);
  if (!services) return services.error();
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const auto issued = services->issue_broker(options.hosts, now);
  if (!issued) return issued.error();
  if (auto written = write_pair(options.out, "broker", *issued); !written) return written;
  if (auto written = write_same(options.out / "boxes-ca.crt", boxes->certificate_pem()); !written) return written;
  keep_list(*boxes, {}, now);
  publish_list(*boxes, options.out / "boxes.crl");
  return write_same(options.out / "services-ca.crt", services->certificate_pem());
}

Result<void> issue_service(const Options& options, liftguard::UtcTime now) {
  const auto services = Authority::open(options.dir, Realm::services);
  if (!services) return services.error();
  const auto issued = services->issue_service(options.name, now);
  if (!issued) return issued.error();
  if (auto written = write_pair(options.out, options.name, *issued); !written) return written;
  return write_same(options.out / "ca.crt", services->certificate_pem());
}

Result<void> issue_box(const Options& options, liftguard::UtcTime now) {
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const auto services = Authority::open(options.dir, Realm::services);
  if (!services) return services.error();
  const auto issued = boxes->issue_box(options.name, now);
  if (!issued) return issued.error();
  if (auto written = write_pair(options.out, options.name, *issued); !written) return written;
  return write_same(options.out / "broker-ca.crt", services->certificate_pem());
}

Result<void> sign_request(const Options& options, liftguard::UtcTime now) {
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const auto services = Authority::open(options.dir, Realm::services);
  if (!services) return services.error();
  const auto request = read_text(options.request);
  if (!request) return request.error();
  const auto certificate = boxes->sign_box(*request, options.name, now, std::chrono::days{options.days});
  if (!certificate) return certificate.error();
  fs::create_directories(options.out);
  if (auto written = write_new(options.out / (options.name + ".crt"), *certificate, Secrecy::open); !written)
    return written;
  return write_same(options.out / "broker-ca.crt", services->certificate_pem());
}

Result<void> publish(const Options& options, liftguard::UtcTime now) {
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const auto list = keep_list(*boxes, {}, now);
  publish_list(*boxes, options.list);
  fmt::print("{} 张证书已吊销，名单有效至 / certificates revoked, the list is valid until {}\n", list.revoked.size(),
             liftguard::format_local(list.until));
  return {};
}

Result<void> revoke(const Options& options, liftguard::UtcTime now) {
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const auto since = options.since.empty() ? now : liftguard::parse_iso(options.since);
  if (!since || *since > now)
    return liftguard::refuse("bad_time", "--since: a past time such as 2026-11-22T14:00:00+08:00");
  const auto known = issued_to(boxes->folder(), options.name);
  if (known.empty() && options.serials.empty())
    return liftguard::refuse("unknown", "nothing was given to " + options.name + " from here; name its --serial");
  const RevokedBox box{options.name, *since, options.serials};
  keep_list(*boxes, {&box, 1}, now);
  if (!options.list.empty()) publish_list(*boxes, options.list);
  fmt::print("{} 张证书已吊销 / certificates of {} are revoked; the broker must read its list anew (SIGHUP)\n",
             known.size() + options.serials.size(), options.name);
  return {};
}

Result<void> serve(const Options& options) {
  const auto boxes = Authority::open(options.dir, Realm::boxes);
  if (!boxes) return boxes.error();
  const liftguard::SystemSteadyClock steady;
  liftguard::observe::Metrics metrics;
  liftguard::observe::add_process_metrics(metrics);
  const auto database = liftguard::storage::Database::open(options.database);
  const liftguard::storage::DatabaseMetrics commits(*database, options.database, metrics, steady);
  liftguard::observe::set_up_logging("signer");
  liftguard::observe::StopSignal signal;
  std::stop_source stop;
  const std::jthread watcher([&](const std::stop_token& ended) {
    while (!ended.stop_requested() && !signal.wait_for(std::chrono::milliseconds{200})) {
    }
    stop.request_stop();
  });
  std::unique_ptr<liftguard::observe::Endpoint> endpoint;
  if (!options.observe.empty()) {
    const auto listen = liftguard::observe::parse_listen(options.observe);
    if (!listen) return listen.error();
    endpoint = std::make_unique<liftguard::observe::Endpoint>(*listen, metrics, liftguard::observe::Probes{});
  }
  serve_renewals(*boxes, *database, {options.list, stop.get_token()});
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The certificate authority of liftguard: one certificate a box, one a service, one for the broker");
  app.require_subcommand(1);
  Options options;
  auto* init = app.add_subcommand("init", "make the two authorities: DIR/boxes-ca and DIR/services-ca");
  auto* broker = app.add_subcommand("broker", "broker.crt, broker.key, boxes-ca.crt and services-ca.crt");
  auto* service = app.add_subcommand("service", "NAME.crt, NAME.key and ca.crt, which vouches for the broker");
  auto* box = app.add_subcommand("box", "MONITOR.crt, MONITOR.key and broker-ca.crt, which vouches for the broker");
  auto* sign = app.add_subcommand("sign", "MONITOR.crt for the key of a box's own request, and broker-ca.crt");
  auto* server = app.add_subcommand("serve", "sign what running boxes ask for before their certificates end");
  server->add_option("--database", options.database, "the gateway's: sqlite:PATH or postgresql://...")->required();
  server->add_option("--crl", options.list, "the broker's copy of the boxes' revocation list");
  server->add_option("--observe", options.observe, "ADDRESS:PORT for /metrics, /healthz and /readyz; else none");
  auto* list =
      app.add_subcommand("crl", "bring the boxes' revocation list up to date and copy it to the broker's place");
  list->add_option("--out", options.list, "FILE.crl")->required();
  auto* revoked = app.add_subcommand("revoke", "put all certificates of a box on the revocation list");
  revoked->add_option("--since", options.since, "when it was stolen, ISO 8601; else now");
  revoked->add_option("--serial", options.serials, "a certificate that was given elsewhere, by its number in hex")
      ->check(CLI::Validator([](const std::string& text) { return is_serial(text) ? "" : "hex digits are needed"; },
                             "HEX"));
  revoked->add_option("--crl", options.list, "the broker's copy of the list");
  for (auto* verb : {init, broker, service, box, sign, server, list, revoked})
    verb->add_option("DIR", options.dir, "folder of the authorities")->required();
  service->add_option("NAME", options.name)->required();
  box->add_option("MONITOR", options.name)->required();
  revoked->add_option("MONITOR", options.name)->required();
  sign->add_option("MONITOR", options.name, "the box that the request must name")->required();
  sign->add_option("--days", options.days, "for which it is valid")->check(CLI::Range(1, options.days));
  sign->add_option("REQUEST", options.request, "MONITOR.csr, as liftguard-monitor provision made it")->required();
  for (auto* verb : {broker, service, box, sign})
    verb->add_option("--out", options.out, "folder of the files")->required();
  broker->add_option("--host", options.hosts, "a name or IPv4 address under which clients reach the broker");
  CLI11_PARSE(app, argc, argv);

  try {
    const auto now = liftguard::WallClock().utc_now();
    const auto done = init->parsed()      ? initialise(options, now)
                      : broker->parsed()  ? issue_broker(options, now)
                      : service->parsed() ? issue_service(options, now)
                      : sign->parsed()    ? sign_request(options, now)
                      : server->parsed()  ? serve(options)
                      : list->parsed()    ? publish(options, now)
                      : revoked->parsed() ? revoke(options, now)
                                          : issue_box(options, now);
    if (done) return 0;
    fmt::print(stderr, "liftguard-signer: {} ({})\n", done.error().detail, done.error().code);
    return 1;
  } catch (const std::exception& e) {
    fmt::print(stderr, "liftguard-signer: {}\n", e.what());
    return 1;
  }
}
