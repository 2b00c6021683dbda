#include "gateway/regulator/client.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "common/base/text.hpp"

namespace liftguard::gateway {

using uploads::Came;

namespace {

constexpr std::size_t kMaxAnswer = std::size_t{16} * 1024;
constexpr std::size_t kMaxShown = 300;

struct Transfer {
  std::int64_t tag = 0;
  std::string body;
  std::string answer;
  curl_slist* headers = nullptr;

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() { curl_slist_free_all(headers); }

  void add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers, line.c_str());
    if (!longer) throw std::runtime_error("libcurl has no memory");
    headers = longer;
  }
};

// A talkative receiver has taken the message all the same: what is beyond the limit is read and forgotten.
std::size_t take_answer(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = static_cast<Transfer*>(user)->answer;
  answer.append(data, std::min(size * count, kMaxAnswer - answer.size()));
  return size * count;
}

std::optional<std::chrono::milliseconds> retry_after(CURL* handle) {
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds <= 0) return std::nullopt;
  constexpr curl_off_t kMostSeconds = 7 * 24 * 3600;
  return std::chrono::seconds{std::min(seconds, kMostSeconds)};
}

// Not a byte of the request has left: no connection, or its TLS did not come about.
bool was_never_sent(CURL* handle) {
  long sent = 0;
  return curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK && sent == 0;
}

UploadResult judge(CURL* handle, CURLcode code, const Transfer& transfer) {
  if (code != CURLE_OK) {
    const Came came = was_never_sent(handle) ? Came::turned_away : Came::lost;
    return {transfer.tag, came, curl_easy_strerror(code), std::nullopt};
  }
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  const std::string said = printable(fmt::format("HTTP {} {}", status, transfer.answer), kMaxShown);
  return {transfer.tag, uploads::came_of_status(status), said, retry_after(handle)};
}

struct GlobalCurl {
  GlobalCurl() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0) throw std::runtime_error("libcurl does not start");
  }
};

}  // namespace

struct UploadClient::Impl {
  Impl() {
    static const GlobalCurl global;
    multi = curl_multi_init();
    if (!multi) throw std::runtime_error("libcurl does not start");
  }
  ~Impl() {
    for (auto& [handle, transfer] : transfers) {
      curl_multi_remove_handle(multi, handle);
      curl_easy_cleanup(handle);
    }
    curl_multi_cleanup(multi);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  UploadResult finish(CURL* handle, CURLcode code) {
    auto node = transfers.extract(handle);
    UploadResult result = judge(handle, code, *node.mapped());
    curl_multi_remove_handle(multi, handle);
    curl_easy_cleanup(handle);
    return result;
  }

  CURLM* multi = nullptr;
  std::map<CURL*, std::unique_ptr<Transfer>> transfers;
};

UploadClient::UploadClient() : impl_(std::make_unique<Impl>()) {}
UploadClient::~UploadClient() = default;

namespace {

std::unique_ptr<Transfer> transfer_of(const UploadRequest& request) {
  auto transfer = std::make_unique<Transfer>();
  transfer->tag = request.tag;
  transfer->body = request.body;
  transfer->add_header("Content-Type: application/json; charset=utf-8");
  transfer->add_header("Expect:");  // a receiver that does not know it would cost a second of waiting
  transfer->add_header("Idempotency-Key: " + request.key);
  if (!request.token.empty()) transfer->add_header("Authorization: Bearer " + request.token);
  return transfer;
}

void set_route(CURL* handle, const uploads::Receiver& to) {
  curl_easy_setopt(handle, CURLOPT_URL, to.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // the configuration says where to, not the environment
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!to.ca.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, to.ca.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // this authority, and not the system's beside it
  }
  if (to.repeats == uploads::Repeats::idempotent) return;
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
}

}  // namespace

bool UploadClient::start(const uploads::Receiver& to, const UploadRequest& request) {
  auto transfer = transfer_of(request);
  CURL* handle = curl_easy_init();
  if (!handle) return false;
  set_route(handle, to);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(to.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // nor wait beyond it for a resolver that does not answer
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer->body.size()));
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->body.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_answer);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer.get());
  if (curl_multi_add_handle(impl_->multi, handle) != CURLM_OK) {
    curl_easy_cleanup(handle);
    return false;
  }
  impl_->transfers.emplace(handle, std::move(transfer));
  return true;
}

std::size_t UploadClient::under_way() const {
  return impl_->transfers.size();
}

std::vector<UploadResult> UploadClient::poll(std::chrono::milliseconds patience) {
  int running = 0;
  curl_multi_perform(impl_->multi, &running);
  if (static_cast<std::size_t>(running) == impl_->transfers.size())
    curl_multi_poll(impl_->multi, nullptr, 0, static_cast<int>(patience.count()), nullptr);
  curl_multi_perform(impl_->multi, &running);
  std::vector<UploadResult> results;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(impl_->multi, &left))
    if (message->msg == CURLMSG_DONE) results.push_back(impl_->finish(message->easy_handle, message->data.result));
  return results;
}

void UploadClient::wake() {
  curl_multi_wakeup(impl_->multi);
}

}  // namespace liftguard::gateway
