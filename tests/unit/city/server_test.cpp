#include <cstdint>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "simulators/city/provider.hpp"
#include "simulators/city/server.hpp"
#include "tests/unit/city/scratch.hpp"

using namespace liftguard::city;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

struct RunningCity {
  RunningCity() : log(scratch.path / "sms"), provider(log, [] { return std::int64_t{1}; }) {
    thread = std::thread([this] { context.run(); });
  }
  ~RunningCity() {
    context.stop();
    thread.join();
  }

  // What the server sends to these bytes until it closes or the wanted text has come.
  std::string exchange(const std::string& sent, const std::string& until) {
    asio::io_context mine;
    tcp::socket socket(mine);
    socket.connect({asio::ip::address_v4::loopback(), server.port()});
    asio::write(socket, asio::buffer(sent));
    std::string received;
    boost::system::error_code failed;
    char piece[512];
    while (!failed && received.find(until) == std::string::npos)
      received.append(piece, socket.read_some(asio::buffer(piece), failed));
    return received;
  }

  Scratch scratch;
  SmsLog log;
  Provider provider;
  asio::io_context context{1};
  Server server{context, {asio::ip::address_v4::loopback(), 0}, provider};
  std::thread thread;
};

std::string post(const std::string& target, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: city\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

const std::string kSms = R"({"key":"a","phone":"13800000000","text":"x"})";

}  // namespace

TEST_CASE("the provider answers over a socket, several requests on one connection") {
  RunningCity city;
  const std::string answers = city.exchange(post("/sms", kSms) + post("/sms", kSms), "duplicate");
  CHECK(answers.find("HTTP/1.1 200 OK") != std::string::npos);
  CHECK(answers.find(R"("duplicate":true)") != std::string::npos);
}

TEST_CASE("G4: in mode accept_then_cut the connection ends without an answer") {
  RunningCity city;
  CHECK(city.exchange(post("/mode", R"({"mode":"accept_then_cut"})"), "}").find("200 OK") != std::string::npos);
  CHECK(city.exchange(post("/sms", kSms), "HTTP").empty());
  CHECK(city.log.all().size() == 1);
}

TEST_CASE("a body over the limit and a header over the limit end the connection and nothing else") {
  RunningCity city;
  CHECK(city.exchange(post("/sms", std::string(20'000, 'x')), "HTTP").empty());
  CHECK(city.exchange("POST /sms HTTP/1.1\r\nX: " + std::string(20'000, 'x'), "HTTP").empty());
  CHECK(city.exchange(post("/sms", kSms), "id").find("200 OK") != std::string::npos);
}
