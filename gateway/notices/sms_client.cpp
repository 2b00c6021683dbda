#include "gateway/notices/sms_client.hpp"

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

constexpr std::size_t kMaxAnswer = std::size_t{16} * 1024;
constexpr std::size_t kMaxErrorShown = 200;

struct Transfer {
  SmsRequest request;
  std::string body;
  std::string answer;
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
  if (status != 200) return failed(transfer.request.tag, fmt::format("HTTP {} {}", status, transfer.answer));
  boost::system::error_code error;
  const json::value answer = json::parse(transfer.answer, error);
  const json::object* object = error ? nullptr : answer.if_object();
  const json::value* id = object ? object->if_contains("id") : nullptr;
  if (!id || !id->is_string()) return failed(transfer.request.tag, "answer without an id: " + transfer.answer);
  return {transfer.request.tag, true, printable(std::string_view(id->get_string()), 100), {}};
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
    for (auto& [handle, transfer] : transfers) {
      curl_multi_remove_handle(multi, handle);
      curl_easy_cleanup(handle);
    }
    curl_slist_free_all(headers);
    curl_multi_cleanup(multi);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  SmsResult finish(CURL* handle, CURLcode code) {
    auto node = transfers.extract(handle);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi, handle);
    curl_easy_cleanup(handle);
    const Transfer& transfer = *node.mapped();
    return code == CURLE_OK ? judge(transfer, status) : failed(transfer.request.tag, curl_easy_strerror(code));
  }

  SmsOptions options;
  CURLM* multi = nullptr;
  curl_slist* headers = nullptr;
  std::map<CURL*, std::unique_ptr<Transfer>> transfers;
};

SmsClient::SmsClient(SmsOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
SmsClient::~SmsClient() = default;

void SmsClient::start(const SmsRequest& request) {
  CURL* handle = curl_easy_init();
  if (!handle) throw std::runtime_error("libcurl has no handle");
  auto transfer = std::make_unique<Transfer>();
  transfer->request = request;
  transfer->body =
      json::serialize(json::object{{"key", request.key}, {"phone", request.phone}, {"text", request.text}});
  curl_easy_setopt(handle, CURLOPT_URL, impl_->options.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // the configuration says where to, not the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(impl_->options.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, impl_->headers);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer->body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->body.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer->answer);
  impl_->transfers.emplace(handle, std::move(transfer));
  curl_multi_add_handle(impl_->multi, handle);
}

std::size_t SmsClient::under_way() const {
  return impl_->transfers.size();
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
    if (message->msg == CURLMSG_DONE) results.push_back(impl_->finish(message->easy_handle, message->data.result));
  return results;
}

void SmsClient::wake() {
  curl_multi_wakeup(impl_->multi);
}

}  // namespace liftguard::gateway
