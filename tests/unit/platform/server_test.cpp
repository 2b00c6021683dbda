// What a server must bear: nonsense, giants, dawdlers, crowds, and being stopped (fault rows F5, F7, H22).
#include <thread>

#include <catch2/catch.hpp>

#include "tests/unit/platform/running_platform.hpp"

using namespace liftguard;
using namespace liftguard::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

unsigned status_of(std::uint16_t port, std::string_view bytes) {
  Socket socket(port);
  socket.send(bytes);
  return socket.read_answer(3s).status;
}

}  // namespace

TEST_CASE("H22: nonsense gets 400 and the door") {
  RunningPlatform platform;
  const std::string_view rows[] = {
      "GET\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 client hello \r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",                             // no Host
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",       // two
      "GET http://evil.test/ HTTP/1.1\r\nHost: a\r\n\r\n",  // absolute form
      "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nBad Name: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const auto bytes : rows) {
    INFO(bytes);
    Socket socket(platform.port());
    socket.send(bytes);
    CHECK(socket.read_answer(3s).status == 400);
    CHECK(socket.closed_within(3s));
  }
}

TEST_CASE("H22: a smuggled second request is never answered") {
  RunningPlatform platform;
  Socket socket(platform.port());
  socket.send(
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4\r\n"
      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(socket.read_answer(3s).status == 400);
  CHECK(socket.read_answer(1s).status == 0);
}

TEST_CASE("requests in one piece or in many, one after the other, on one connection") {
  RunningPlatform platform;
  Socket socket(platform.port());
  const std::string text = request_text("GET", "/api/v1/session", {}, {});
  socket.send(text + text);
  CHECK(socket.read_answer().status == 401);
  CHECK(socket.read_answer().status == 401);
  for (const char c : text) socket.send(std::string(1, c));
  CHECK(socket.read_answer().status == 401);
  socket.send("HEAD /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n");
  const Answer head = socket.read_answer(3s, true);
  CHECK(head.status == 401);
  CHECK(std::stoi(head.header("content-length")) > 0);
  socket.send(text);
  CHECK(socket.read_answer().status == 401);  // the HEAD had no body
}

TEST_CASE("giants are refused by their size") {
  RunningPlatform platform;
  const std::string header(20'000, 'x');
  CHECK(status_of(platform.port(), "GET / HTTP/1.1\r\nHost: a\r\nX: " + header + "\r\n\r\n") == 431);
  CHECK(status_of(platform.port(), "GET /" + header + " HTTP/1.1\r\nHost: a\r\n\r\n") == 431);
  const Headers json{{"Content-Type", "application/json"}};
  CHECK(status_of(platform.port(), request_text("POST", "/api/v1/session", json, std::string(70'000, ' '))) == 413);
  const std::string chunk = "\r\n4000\r\n" + std::string(0x4000, ' ');
  std::string chunked = "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
  for (int i = 0; i < 6; ++i) chunked += chunk;
  CHECK(status_of(platform.port(), chunked) == 413);
  CHECK(status_of(platform.port(), request_text("POST", "/api/v1/session", json, std::string(60'000, ' '))) == 400);
}

TEST_CASE("F5: whoever dawdles over a header or a body is cut off") {
  PlatformOptions options;
  options.http.header_time = 400ms;
  options.http.body_time = 400ms;
  RunningPlatform platform(options);
  CHECK(http::ServerOptions{}.header_time == 10s);
  Socket silent(platform.port());
  Socket half(platform.port());
  half.send(
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{");
  Socket dripping(platform.port());
  const auto begun = Clock::now();
  dripping.send("GET / HTTP/1.1\r\nHost: a\r\n");
  while (Clock::now() - begun < 5s && dripping.send("X: y\r\n") && !dripping.closed_within(50ms)) {
  }
  const auto lasted = Clock::now() - begun;
  CHECK(lasted > 300ms);
  CHECK(lasted < 2500ms);
  CHECK(silent.closed_within(3s));
  CHECK(half.closed_within(3s));
}

TEST_CASE("F7: strangers without number leave room, and make it again") {
  PlatformOptions options;
  options.http.header_time = 500ms;
  options.http.most_connections = 50;
  RunningPlatform platform(options);
  std::vector<std::unique_ptr<Socket>> crowd;
  for (int i = 0; i < 80; ++i) crowd.push_back(std::make_unique<Socket>(platform.port()));
  std::this_thread::sleep_for(300ms);
  CHECK(platform.server().connections() <= 50);
  std::this_thread::sleep_for(2s);
  Person person(platform.port());
  CHECK(person.log_in("zuoxi01").status == 200);
}

TEST_CASE("unknown paths, methods and Expect") {
  RunningPlatform platform;
  Person person(platform, "zuoxi01");
  CHECK(person.get("/api/v1/nothing").status == 404);
  CHECK(person.get("/api/v2/orders").status == 404);
  const Answer wrong = person.write("DELETE", "/api/v1/orders", "");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("allow") == "GET, HEAD");
  CHECK(person.write("BREW", "/api/v1/orders", "").status == 405);
  Socket head(platform.port());
  head.send("HEAD /api/v1/live HTTP/1.1\r\nHost: a\r\nCookie: lg_session=" + person.session + "\r\n\r\n");
  CHECK(head.read_answer(3s, true).status == 200);

  Socket careful(platform.port());
  const std::string body = R"({"login":"zuoxi01","password":"kd83hf_x"})";
  careful.send(
      "POST /api/v1/session HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n");
  CHECK(careful.read_until("\r\n\r\n", 3s) == "HTTP/1.1 100 Continue\r\n\r\n");
  careful.send(body);
  CHECK(careful.read_answer().status == 200);
}

TEST_CASE("a client's address is the proxy's word only where there is a proxy") {
  const Headers forged{{"Content-Type", "application/json"}, {"X-Forwarded-For", "1.2.3.4, 5.6.7.8"}};
  const std::string body = R"({"login":"crewa01","password":"wrong_1x"})";
  for (const auto whose : {http::ClientAddress::peer, http::ClientAddress::last_forwarded_for}) {
    PlatformOptions options;
    options.http.client_address = whose;
    RunningPlatform platform(options);
    for (int i = 0; i < 6; ++i) {
      static_cast<void>(status_of(platform.port(), request_text("POST", "/api/v1/session", forged, body)));
    }
    // Another address is free where the header counts; it changes nothing where it does not.
    const Headers other{{"Content-Type", "application/json"}, {"X-Forwarded-For", "1.2.3.4, 9.9.9.9"}};
    const unsigned status = status_of(platform.port(), request_text("POST", "/api/v1/session", other, body));
    CHECK(status == (whose == http::ClientAddress::peer ? 429 : 401));
  }
}

TEST_CASE("a stop ends streams, idle connections and dawdlers within 2 s, and lets running work finish") {
  RunningPlatform platform;
  Person desk(platform, "zuoxi01");
  const auto stream = desk.open_live();
  static_cast<void>(stream->read_until("event: hello", 3s));
  Socket dawdler(platform.port());
  dawdler.send("POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{");
  Socket working(platform.port());
  working.send(request_text("POST", "/api/v1/session", {{"Content-Type", "application/json"}},
                            R"({"login":"zuoxi02","password":"kd83hf_x"})"));
  std::this_thread::sleep_for(20ms);  // it is being hashed now
  const auto begun = Clock::now();
  std::jthread stopper([&] { platform.server().stop(1200ms); });
  CHECK(working.read_answer().status == 200);
  stopper.join();
  CHECK(Clock::now() - begun < 2s);
  CHECK(stream->closed_within(1s));
  CHECK(dawdler.closed_within(1s));
  CHECK_THROWS(Socket(platform.port()));
}
