#include "gateway/expiry/rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace liftguard::gateway::expiry {

namespace {

using Entry = std::pair<std::string_view, Words>;
constexpr std::array kWords{
    Entry{"broker", {"消息服务器证书", "the broker's certificate"}},
    Entry{"alarm-broker", {"报警消息服务器证书", "the alarm broker's certificate"}},
    Entry{"gateway", {"网关证书", "the gateway's certificate"}},
    Entry{"services-ca", {"服务证书机构", "the authority of the services"}},
    Entry{"boxes-ca", {"装置证书机构", "the authority of the boxes"}},
    Entry{"boxes.crl", {"装置吊销名单", "the boxes' revocation list"}},
    Entry{"broker-crl", {"消息服务器所用的装置吊销名单", "the broker's copy of the revocation list"}},
    Entry{"alarm-broker-crl", {"报警消息服务器所用的装置吊销名单", "the alarm broker's copy of the revocation list"}},
};

}  // namespace

Stage stage_of(UtcTime ends, UtcTime now) {
  const auto left = ends - now;
  if (left <= Milliseconds{0}) return Stage::over;
  if (left <= std::chrono::days{1}) return Stage::day;
  if (left <= std::chrono::days{7}) return Stage::week;
  if (left <= std::chrono::days{30}) return Stage::month;
  return Stage::far;
}

Words words_of(std::string_view name) {
  const auto found = std::ranges::find(kWords, name, &Entry::first);
  return found == kWords.end() ? Words{"证书", "a certificate"} : found->second;
}

}  // namespace liftguard::gateway::expiry
