#include "gateway/signer/revoking.hpp"

#include <algorithm>
#include <map>

#include "common/base/durable_file.hpp"
#include "common/identity/files.hpp"
#include "gateway/signer/ledger.hpp"

namespace liftguard::signer {

namespace {

constexpr std::string_view kFile = "boxes.crl";
constexpr std::string_view kFormer = "former.crl";

// A broker whose clock is a little behind takes a list of the future for none, and lets nobody in.
constexpr std::chrono::days kBackdated{1};

Result<RevocationList> stored_list(const Authority& boxes) {
  const auto pem = identity::read_text(boxes.folder() / kFile);
  if (!pem) return pem.error();
  return read_list(*pem, boxes.issuer().certificate);
}

// The earlier word counts where a certificate is named twice.
void add(std::map<std::string, UtcTime>& revoked, const std::string& serial, UtcTime since) {
  const auto [place, fresh] = revoked.try_emplace(serial, since);
  if (!fresh) place->second = std::min(place->second, since);
}

}  // namespace

bool is_serial(std::string_view text) {
  constexpr std::size_t kMaxDigits = 40;
  return !text.empty() && text.size() <= kMaxDigits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

RevocationList keep_list(const Authority& boxes, std::span<const RevokedBox> revoked, UtcTime now) {
  const auto stored = stored_list(boxes);
  std::map<std::string, UtcTime> wanted;
  if (stored)
    for (const auto& [serial, since] : stored->revoked) add(wanted, serial, since);
  const std::size_t before = wanted.size();
  for (const auto& box : revoked) {
    for (const auto& given : issued_to(boxes.folder(), box.monitor)) add(wanted, given.serial, box.since);
    for (const auto& serial : box.serials) add(wanted, serial, box.since);
  }
  if (stored && wanted.size() == before && now - stored->made < kBackdated + kListRenewedAfter) return *stored;

  // By the clock, so that the number rises even when the former list was lost.
  const std::int64_t number = std::max(stored ? stored->number + 1 : 0, to_ms(now) / 1000);
  RevocationList list{.number = number, .made = now - kBackdated, .until = now + kListLife};
  for (const auto& [serial, since] : wanted) list.revoked.push_back({serial, since});
  replace_file(boxes.folder() / kFile, make_list(list, boxes.issuer()), Readers::everybody);
  return list;
}

bool publish_list(const Authority& boxes, const std::filesystem::path& to) {
  const auto own = identity::read_text(boxes.folder() / kFile);
  if (!own) return false;
  const auto former = identity::read_text(boxes.folder() / kFormer);
  const std::string list = *own + (former ? *former : std::string());
  const auto there = identity::read_text(to);
  if (there && *there == list) return false;
  replace_file(to, list, Readers::everybody);
  return true;
}

bool is_revoked(const Authority& boxes, std::string_view monitor) {
  const auto stored = stored_list(boxes);
  if (!stored) return false;
  return std::ranges::any_of(issued_to(boxes.folder(), monitor), [&](const IssuedEntry& given) {
    return std::ranges::find(stored->revoked, given.serial, &RevokedCertificate::serial) != stored->revoked.end();
  });
}

}  // namespace liftguard::signer
