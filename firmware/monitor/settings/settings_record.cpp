#include "firmware/monitor/settings/settings_record.hpp"

#include <utility>
#include <vector>

#include "common/base/checksum.hpp"
#include "common/base/text.hpp"
#include "firmware/journal/little_endian.hpp"

namespace liftguard::monitor {
namespace {

constexpr std::string_view kFormat = "liftguard settings 1\n";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void put_text(std::vector<std::uint8_t>& out, std::string_view text) {
  journal::put(out, static_cast<std::uint32_t>(text.size()));
  out.insert(out.end(), text.begin(), text.end());
}

std::string take_text(journal::Taker& from, std::size_t most) {
  std::string out;
  const auto size = from.take<std::uint32_t>();
  if (size > most) {
    while (from.ok()) (void)from.take<std::uint64_t>();  // no such text was ever written
    return out;
  }
  for (auto left = size; left > 0 && from.ok(); --left) out.push_back(static_cast<char>(from.take<std::uint8_t>()));
  return out;
}

}  // namespace

SettingsRecord offered(SettingsRecord record, SettingsText text) {
  if (text.toml == record.current.toml) {
    record.current.command = text.command;
    return record.trial ? record : reached(std::move(record));
  }
  if (!record.trial) record.former = std::move(record.current);
  record.current = std::move(text);
  record.trial = true;
  record.starts = 0;
  return record;
}

SettingsRecord reached(SettingsRecord record) {
  record.trial = false;
  record.starts = 0;
  record.former = {};
  record.refused = 0;
  record.reason.clear();
  return record;
}

SettingsRecord rolled_back(SettingsRecord record, std::string reason) {
  const auto failed = record.current.command;
  record.current = std::exchange(record.former, {});
  record.trial = false;
  record.starts = 0;
  return refused(std::move(record), failed, std::move(reason));
}

SettingsRecord started(SettingsRecord record) {
  if (!record.trial) return record;
  if (record.starts == SettingsRecord::kMostStarts)
    return rolled_back(std::move(record), "多次启动仍未连上网关 the gateway was not reached in several starts");
  ++record.starts;
  return record;
}

SettingsRecord given_up(const SettingsRecord& record, const std::string& reason) {
  const auto failed = record.current.command;
  return refused(SettingsRecord{}, failed, reason);
}

SettingsRecord refused(SettingsRecord record, std::uint64_t command, const std::string& reason) {
  record.refused = command;
  record.reason = printable(reason, wire::kMaxDetail);
  return record;
}

wire::ConfigState told(const SettingsRecord& record) {
  wire::ConfigState out;
  const bool own = record.current.toml.empty();
  if (record.trial)
    out.state = wire::SettingsState::trial;
  else if (!own)
    out.state = wire::SettingsState::applied;
  if (!own) out.hash = crc32c(bytes_of(record.current.toml));
  out.command = record.current.command;
  out.refused = record.refused;
  out.reason = record.reason;
  return out;
}

std::string encode(const SettingsRecord& record) {
  std::vector<std::uint8_t> out(kFormat.begin(), kFormat.end());
  journal::put(out, static_cast<std::uint8_t>(record.trial ? 1 : 0));
  journal::put(out, record.starts);
  for (const auto* text : {&record.current, &record.former}) {
    journal::put(out, text->command);
    put_text(out, text->toml);
  }
  journal::put(out, record.refused);
  put_text(out, record.reason);
  journal::put(out, crc32c(out));
  return {out.begin(), out.end()};
}

std::optional<SettingsRecord> decode_settings(std::string_view bytes) {
  if (!bytes.starts_with(kFormat) || bytes.size() < kFormat.size() + 4) return std::nullopt;
  const auto body = bytes.substr(0, bytes.size() - 4);
  journal::Taker tail(bytes_of(bytes.substr(body.size())));
  if (tail.take<std::uint32_t>() != crc32c(bytes_of(body))) return std::nullopt;
  journal::Taker from(bytes_of(body.substr(kFormat.size())));
  SettingsRecord out;
  out.trial = from.take<std::uint8_t>() != 0;
  out.starts = from.take<std::uint32_t>();
  for (auto* text : {&out.current, &out.former}) {
    text->command = from.take<std::uint64_t>();
    text->toml = take_text(from, 64 * 1024);
  }
  out.refused = from.take<std::uint64_t>();
  out.reason = take_text(from, 1024);
  return from.ok() && from.empty() ? std::optional(out) : std::nullopt;
}

}  // namespace liftguard::monitor
