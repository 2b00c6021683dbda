#include "gateway/notices/sms_client.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <boost/json.hpp>

#include "common/base/text.hpp"

namespace liftguard::gateway {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;  // reports on a hundred
constexpr std::size_t kMaxErrorShown = 200;

struct Transfer {
  std::optional<SmsRequest> request{};  // none: a question for reports
  Via asked = Via::sms;                 // the channel that it is about
  std::string body{};
  std::string answer{};
};

std::size_t take_answer(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<std::string*>(user);
  if (answer.size() + size * count > kMaxAnswer) return 0;  // ends the transfer with an error
  answer.append(data, size * count);
  return size * count;
}

SmsResult failed(std::int64_t tag, const std::string& error) {
  return {tag, false, {}, printable(error, kMaxErrorShown)};
}

// The provider has accepted only if it says so in the form that was agreed on.
SmsResult judge(const Transfer& transfer, long status) {
  const std::int64_t tag = transfer.request->tag;
  if (status != 200) return failed(tag, fmt::format("HTTP {} {}", status, transfer.answer));
  boost::system::error_code error;
  const json::value answer = json::parse(transfer.answer, error);
  const json::object* object = error ? nullptr : answer.if_object();
  const json::value* id = object ? object->if_contains("id") : nullptr;
  if (!id || !id->is_string()) return failed(tag, "answer without an id: " + transfer.answer);
  return {tag, true, printable(std::string_view(id->get_string()), 100), {}};
}

std::string_view name_of(Via via) {
  return via == Via::voice ? "voice" : "sms";
}

std::string text_of(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? printable(std::string_view(value->get_string()), kMaxErrorShown) : std::string();
}

// What it does not say in the form that was agreed on, it has not said.
std::vector<DeliveryReport> read_reports(Via via, const std::string& text) {
  std::vector<DeliveryReport> reports;
  boost::system::error_code error;
  const json::value answer = json::parse(text, error);
  const json::object* object = error ? nullptr : answer.if_object();
  const json::value* list = object ? object->if_contains("reports") : nullptr;
  if (!list || !list->is_array()) return reports;
  for (const json::value& item : list->get_array()) {
    if (!item.is_object()) continue;
    const std::string state = text_of(item.get_object(), "state");
    if (state != "delivered" && state != "undelivered") continue;
    reports.push_back({via, text_of(item.get_object(), "id"),
                       state == "delivered" ? Fate::delivered : Fate::undelivered,
                       text_of(item.get_object(), "reason")});
  }
  return reports;
}

constexpr std::chrono::seconds kLeastPause{1}, kLongestPause{300};

std::chrono::seconds pause_of(CURL* handle) {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
  return std::clamp(std::chrono::seconds{seconds}, kLeastPause, kLongestPause);
}

struct GlobalCurl {
  GlobalCurl() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) throw std::runtime_error("libcurl does not start");
  }
};

}  // namespace

struct SmsClient::Impl {
  explicit Impl(SmsOptions given) : options(std::move(given)) {
    static const GlobalCurl global;
    multi = curl_multi_init();
    headers = curl_slist_append(nullptr, "Content-Type: application/json; charset=utf-8");
    headers = curl_slist_append(headers, "Expect:");  // no round trip to ask whether a body of 300 bytes is welcome
    if (!multi || !headers) throw std::runtime_error("libcurl does not start");
  }
  ~Impl() {
    give_up();
    curl_slist_free_all(headers);
    curl_multi_cleanup(multi);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] bool post(const std::string& url, std::unique_ptr<Transfer> transfer);

  void give_up() {
    for (const auto& [handle, transfer] : transfers) {
      curl_multi_remove_handle(multi, handle);
      curl_easy_cleanup(handle);
    }
    transfers.clear();
    asking = false;
  }

  // None: it was a question for reports.
  std::optional<SmsResult> finish(CURL* handle, CURLcode code) {
    auto node = transfers.extract(handle);
    const Transfer& transfer = *node.mapped();
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    std::optional<SmsResult> result;
    if (!transfer.request) {
      asking = false;
      if (code == CURLE_OK && status == 200) reports = read_reports(transfer.asked, transfer.answer);
    } else {
      result = code == CURLE_OK ? judge(transfer, status) : failed(transfer.request->tag, curl_easy_strerror(code));
      if (code == CURLE_OK && status == 429) result->throttled_for = pause_of(handle);
    }
    curl_multi_remove_handle(multi, handle);
    curl_easy_cleanup(handle);
    return result;
  }

  SmsOptions options;
  CURLM* multi = nullptr;
  curl_slist* headers = nullptr;
  std::map<CURL*, std::unique_ptr<Transfer>> transfers;
  bool asking = false;  // for reports
  std::vector<DeliveryReport> reports;
};

SmsClient::SmsClient(SmsOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
SmsClient::~SmsClient() = default;

bool SmsClient::Impl::post(const std::string& url, std::unique_ptr<Transfer> transfer) {
  CURL* handle = curl_easy_init();
  if (!handle) return false;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // the configuration says where to, not the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // nor wait beyond it for a resolver that does not answer
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer->body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->body.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer->answer);
  if (curl_multi_add_handle(multi, handle) != CURLM_OK) {
    curl_easy_cleanup(handle);
    return false;
  }
  transfers.emplace(handle, std::move(transfer));
  return true;
}

bool SmsClient::start(const SmsRequest& request) {
  auto transfer = std::make_unique<Transfer>();
  transfer->request = request;
  transfer->body =
      json::serialize(json::object{{"key", request.key}, {"phone", request.phone}, {"text", request.text}});
  return impl_->post(request.via == Via::voice ? impl_->options.voice_url : impl_->options.url, std::move(transfer));
}

void SmsClient::ask_reports(Via via, const std::vector<std::string>& provider_ids) {
  if (asking() || provider_ids.empty()) return;
  json::array ids;
  for (const std::string& id : provider_ids) ids.emplace_back(id);
  auto transfer = std::make_unique<Transfer>();
  transfer->asked = via;
  transfer->body = json::serialize(json::object{{"channel", name_of(via)}, {"ids", std::move(ids)}});
  impl_->asking = impl_->post(impl_->options.reports_url, std::move(transfer));
}

bool SmsClient::asking() const {
  return impl_->asking;
}

std::vector<DeliveryReport> SmsClient::take_reports() {
  return std::exchange(impl_->reports, {});
}

const SmsOptions& SmsClient::options() const {
  return impl_->options;
}

std::size_t SmsClient::under_way() const {
  return impl_->transfers.size() - (impl_->asking ? 1 : 0);
}

std::vector<SmsResult> SmsClient::poll(std::chrono::milliseconds patience) {
  int running = 0;
  curl_multi_perform(impl_->multi, &running);
  if (static_cast<std::size_t>(running) == impl_->transfers.size())
    curl_multi_poll(impl_->multi, nullptr, 0, static_cast<int>(patience.count()), nullptr);
  curl_multi_perform(impl_->multi, &running);
  std::vector<SmsResult> results;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(impl_->multi, &left))
    if (message->msg == CURLMSG_DONE)
      if (auto result = impl_->finish(message->easy_handle, message->data.result))
        results.push_back(std::move(*result));
  return results;
}

std::vector<std::int64_t> SmsClient::give_up() {
  std::vector<std::int64_t> tags;
  for (const auto& [handle, transfer] : impl_->transfers)
    if (transfer->request) tags.push_back(transfer->request->tag);
  impl_->give_up();
  return tags;
}

void SmsClient::wake() {
  curl_multi_wakeup(impl_->multi);
}

}  // namespace liftguard::gateway
