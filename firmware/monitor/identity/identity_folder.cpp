#include "firmware/monitor/identity/identity_folder.hpp"

#include <charconv>
#include <utility>

#include "common/base/durable_file.hpp"
#include "common/identity/files.hpp"
#include "common/identity/openssl.hpp"
#include "common/identity/request.hpp"

namespace liftguard::monitor {

namespace {

namespace fs = std::filesystem;

constexpr const char* kKey = "key.pem";
constexpr const char* kRequest = "request.pem";
constexpr const char* kCertificate = "certificate.pem";
constexpr const char* kCurrent = "current";
constexpr const char* kUnfinished = ".new";

std::uint64_t number_of(const fs::path& name) {
  const auto text = name.string();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

// Refused cannot happen: nothing stands in a folder that was made a moment ago.
void write(const fs::path& path, const std::string& text, identity::Secrecy secrecy) {
  identity::write_new(path, text, secrecy).value();
}

void rename_durably(const fs::path& from, const fs::path& to) {
  fs::rename(from, to);
  sync_folder(to.parent_path());
}

}  // namespace

IdentityFolder::IdentityFolder(fs::path folder, IdentityPair provisioned)
    : folder_(std::move(folder)), provisioned_(std::move(provisioned)) {
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  clear();
}

fs::path IdentityFolder::generation(std::uint64_t number) const {
  return folder_ / std::to_string(number);
}

std::uint64_t IdentityFolder::current() const {
  std::error_code none;
  return number_of(fs::read_symlink(folder_ / kCurrent, none));
}

IdentityPair IdentityFolder::in_force() const {
  const auto number = current();
  if (number == 0) return provisioned_;
  return {generation(number) / kCertificate, generation(number) / kKey};
}

std::optional<IdentityPair> IdentityFolder::on_trial() const {
  std::error_code none;
  if (!fs::exists(next() / kCertificate, none) || !fs::exists(next() / kKey, none)) return std::nullopt;
  return IdentityPair{next() / kCertificate, next() / kKey};
}

std::optional<std::string> IdentityFolder::request() const {
  std::error_code none;
  if (on_trial() || !fs::exists(next() / kKey, none)) return std::nullopt;
  auto text = identity::read_text(next() / kRequest);
  if (!text) return std::nullopt;
  return std::move(*text);
}

std::string IdentityFolder::begin_request(const std::string& name) {
  drop();
  const auto fresh = folder_ / kUnfinished;
  fs::remove_all(fresh);
  fs::create_directory(fresh);
  const auto key = identity::make_key();
  auto request = identity::make_request(name, *key);
  write(fresh / kKey, identity::to_pem(*key), identity::Secrecy::secret);
  write(fresh / kRequest, request, identity::Secrecy::open);
  rename_durably(fresh, next());
  return request;
}

Result<void> IdentityFolder::begin_trial(const std::string& certificate_pem, const std::string& name,
                                         std::optional<UtcTime> now) {
  if (!request()) return refuse("not_asked", "no request of this box waits for a certificate");
  const auto key = identity::read_text(next() / kKey);
  if (!key) return key.error();
  if (const auto facts = identity::check_own(certificate_pem, {name, *key, now}); !facts) return facts.error();
  return identity::write_new(next() / kCertificate, certificate_pem, identity::Secrecy::open);
}

void IdentityFolder::promote() {
  if (!on_trial()) return;
  const auto fresh = folder_ / (std::string(kCurrent) + kUnfinished);
  fs::remove(fresh);
  fs::create_directory_symlink(next().filename(), fresh);
  rename_durably(fresh, folder_ / kCurrent);
  clear();
}

void IdentityFolder::drop() {
  fs::remove_all(next());
}

void IdentityFolder::forget_renewals() {
  fs::remove(folder_ / kCurrent);
  sync_folder(folder_);
  clear();
}

// Whatever is neither in force nor next.
void IdentityFolder::clear() {
  const auto kept = current();
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const auto name = entry.path().filename();
    const auto number = number_of(name);
    if (name == kCurrent || (number != 0 && (number == kept || number == kept + 1))) continue;
    fs::remove_all(entry.path());
  }
}

}  // namespace liftguard::monitor
