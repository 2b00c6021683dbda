// The SMS client against a provider that answers whatever the test says, byte for byte.
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "gateway/notices/sms_client.hpp"
#include "tests/unit/gateway/hanging_resolver.hpp"

using namespace liftguard::gateway;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

// Answers every connection's first request with these bytes and closes; with none, it says nothing at all.
class Provider {
 public:
  explicit Provider(std::string answer) : answer_(std::move(answer)) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Provider() {
    context_.stop();
    thread_.join();
  }

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/sms";
  }

 private:
  void accept() {
    auto socket = std::make_shared<tcp::socket>(context_);
    acceptor_.async_accept(*socket, [this, socket](boost::system::error_code failed) {
      if (failed) return;
      accept();
      auto buffer = std::make_shared<asio::streambuf>();
      asio::async_read_until(*socket, *buffer, "}", [this, socket, buffer](boost::system::error_code, std::size_t) {
        if (answer_.empty()) return held_.push_back(socket);
        boost::system::error_code ignored;
        asio::write(*socket, asio::buffer(answer_), ignored);
      });
    });
  }

  std::string answer_;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::vector<std::shared_ptr<tcp::socket>> held_;
  std::thread thread_;
};

std::string http(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         body;
}

std::vector<SmsResult> finish(SmsClient& client) {
  std::vector<SmsResult> all;
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (client.under_way() > 0 && std::chrono::steady_clock::now() < end)
    for (auto& result : client.poll(100ms)) all.push_back(std::move(result));
  return all;
}

SmsResult send(const std::string& url, std::chrono::milliseconds timeout = 2s) {
  SmsClient client({url, timeout});
  CHECK(client.start({7, "key", "13800000000", "困人"}));
  const auto results = finish(client);
  REQUIRE(results.size() == 1);
  CHECK(results[0].tag == 7);
  return results[0];
}

}  // namespace

TEST_CASE("NT-1: an SMS counts as taken only when the provider gives it an id") {
  const Provider good(http("200 OK", R"({"id":"p-1"})"));
  const auto taken = send(good.url());
  CHECK(taken.accepted);
  CHECK(taken.provider_id == "p-1");
  for (const auto& answer :
       {http("200 OK", "{}"), http("200 OK", "thanks"), http("200 OK", R"({"id":5})"),
        http("202 Accepted", R"({"id":"x"})"), http("500 Internal Server Error", "out\r\nof order"),
        http("302 Found", ""), std::string("nonsense\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":"),
        http("200 OK", std::string(40'000, 'x'))}) {
    INFO(answer.substr(0, 100));
    const Provider provider(answer);
    const auto refused = send(provider.url());
    CHECK_FALSE(refused.accepted);
    CHECK_FALSE(refused.error.empty());
    CHECK(refused.error.find_first_of("\r\n") == std::string::npos);
  }
}

TEST_CASE("G1: nobody there, and a provider that says nothing, come to an end with a reason") {
  std::string nobody;
  {
    const Provider gone("");
    nobody = gone.url();
  }
  CHECK_FALSE(send(nobody).accepted);
  const Provider silent("");
  const auto begun = std::chrono::steady_clock::now();
  const auto result = send(silent.url(), 200ms);
  CHECK_FALSE(result.accepted);
  CHECK(result.error.find("imeout") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("G3: a hundred requests are under way at once, each with its own result") {
  const Provider provider(http("200 OK", R"({"id":"p"})"));
  SmsClient client({provider.url(), 5s});
  for (int i = 0; i < 100; ++i) REQUIRE(client.start({i, std::to_string(i), "13800000000", "x"}));
  CHECK(client.under_way() == 100);
  std::set<std::int64_t> tags;
  for (const auto& result : finish(client)) {
    CHECK(result.accepted);
    tags.insert(result.tag);
  }
  CHECK(tags.size() == 100);
}

TEST_CASE("G1: a name server that does not answer holds the sender no longer than the time-out") {
  const liftguard::testing::HangingResolver resolver;
  const auto begun = std::chrono::steady_clock::now();
  const auto result = send("http://provider.hang/sms", 100ms);
  CHECK_FALSE(result.accepted);
  CHECK(resolver.asked());
  CHECK(std::chrono::steady_clock::now() - begun < liftguard::testing::HangingResolver::kLongest / 2);
}

TEST_CASE("what is under way can be given up, by its tags") {
  const Provider provider("");
  SmsClient client({provider.url(), 5s});
  REQUIRE(client.start({7, "a", "13800000000", "x"}));
  REQUIRE(client.start({8, "b", "13800000001", "x"}));
  CHECK(client.poll(10ms).empty());
  const auto tags = client.give_up();
  CHECK(std::set<std::int64_t>(tags.begin(), tags.end()) == std::set<std::int64_t>{7, 8});
  CHECK(client.under_way() == 0);
}
