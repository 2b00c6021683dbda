#include "firmware/monitor/health/reporter.hpp"

#include <array>
#include <utility>

#include <spdlog/spdlog.h>

#include "firmware/monitor/health/process_usage.hpp"

namespace liftguard::monitor {
namespace {

using std::chrono::milliseconds;

milliseconds whole_ms(std::chrono::microseconds time) {
  return std::chrono::floor<milliseconds>(time);
}

std::optional<std::uint64_t> free_kib(const std::filesystem::path& folder) {
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  if (error) return std::nullopt;
  return space.available / 1024;
}

wire::RegionHealth region_of(const journal::Journal& journal, wire::JournalRegion region) {
  wire::RegionHealth out;
  out.region = region;
  const auto number = static_cast<std::size_t>(region);
  const auto wear = journal.wear().regions.at(number);
  if (region != wire::JournalRegion::state) out.records = journal.records(static_cast<Lane>(number));
  out.sectors = wear.sectors;
  out.erases = wear.erases;
  out.most_erases = wear.most;
  out.worn_out = wear.worn_out;
  return out;
}

}  // namespace

HealthReporter::HealthReporter(Options options, Store& store, const Stamper& stamper, const SteadyClock& clock,
                               std::function<void()> appended)
    : options_(std::move(options)),
      store_(store),
      stamper_(stamper),
      clock_(clock),
      appended_(std::move(appended)),
      started_(clock.now()),
      due_(started_ + kFirst),
      cpu_since_(started_),
      cpu_before_(process_usage(options_.proc).cpu.value_or(milliseconds{0})) {}

void HealthReporter::step() {
  const auto now = clock_.now();
  if (now < due_) return;
  due_ = now + kEvery;
  const auto record = wire::encode_record(examine(now)).value();
  {
    // Of no kind: nothing that the journal may merge.
    const std::array drafts{journal::Draft{Lane::bulk, EventKind{}, record}};
    const std::lock_guard lock(store_.mutex);
    if (const auto keys = store_.journal.append(drafts, {}); !keys) {
      spdlog::warn("the health report cannot be journalled: {}", keys.error().detail);
      return;
    }
  }
  appended_();
}

wire::HealthBody HealthReporter::examine(SteadyTime now) {
  wire::HealthBody out;
  out.at = stamper_.stamp();
  out.uptime_s = static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(now - started_).count());
  out.storage_free_kib = free_kib(options_.data);
  examine_process(out, now);
  for (const auto& fill : fills_) fill(out);
  const std::lock_guard lock(store_.mutex);
  examine_store(out);
  return out;
}

void HealthReporter::examine_process(wire::HealthBody& report, SteadyTime now) {
  const auto usage = process_usage(options_.proc);
  report.resident_kib = usage.resident_kib;
  if (!usage.cpu) return;
  report.cpu_per_mille = cpu_per_mille(*usage.cpu - cpu_before_, whole_ms(now - cpu_since_));
  cpu_before_ = *usage.cpu;
  cpu_since_ = now;
}

void HealthReporter::examine_store(wire::HealthBody& report) const {
  using Region = wire::JournalRegion;
  for (const auto region : {Region::alarm, Region::event, Region::bulk, Region::state})
    report.journal.push_back(region_of(store_.journal, region));
  const auto& sensing = store_.sensing;
  report.temperature_c = sensing.temperature_c;
  report.battery_volts = sensing.battery.volts;
  if (sensing.battery.percent) report.battery_percent = static_cast<std::uint32_t>(*sensing.battery.percent);
  if (sensing.samples > 0) report.samples = sensing.samples;
  report.samples_late = sensing.delivery.late;
  report.dropped = sensing.delivery.lost;
}

}  // namespace liftguard::monitor
