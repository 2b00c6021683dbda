#include "gateway/health_verb.hpp"

#include <fmt/format.h>

#include "common/storage/database.hpp"
#include "gateway/health/listing.hpp"

namespace liftguard::gateway {

HealthVerb::HealthVerb(CLI::App& app) {
  health_ = app.add_subcommand("health", "how each box is by its newest report, or one box's last reports, a day each");
  health_->fallthrough();
  auto* monitor = health_->add_option("monitor", monitor_, "one box");
  health_->add_flag("--found", found_, "only boxes with something wrong")->excludes(monitor);
  health_->add_option("--limit", limit_, "at most this many")->check(CLI::Range(1, 100'000));
}

int HealthVerb::run(const Config& config) const {
  const auto database = storage::Database::open(config.database_url);
  auto session = database->read();
  const auto which = found_ ? health::Which::found : health::Which::all;
  const auto reports =
      monitor_.empty() ? health::newest(session, which, limit_) : health::days_of(session, monitor_, limit_);
  for (const auto& report : reports) fmt::print("{}", health::describe(report));
  if (!reports.empty()) return kDone;
  fmt::print("没有健康报告 / no health reports\n");
  return monitor_.empty() ? kDone : kUnknown;
}

}  // namespace liftguard::gateway
