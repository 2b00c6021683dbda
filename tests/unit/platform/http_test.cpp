#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "platform/http/json_body.hpp"
#include "platform/http/json_writer.hpp"
#include "platform/http/message.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/route.hpp"
#include "platform/http/security_headers.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/target.hpp"

using namespace liftguard;
using namespace liftguard::http;

namespace {

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

Request get(std::string path, Pairs headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

// A dist folder as the web build leaves it.
class DistFolder {
 public:
  DistFolder() : root_(std::filesystem::temp_directory_path() / ("lg_dist_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(root_ / "assets");
    write("index.html", "<!doctype html>console");
    write("index.html.br", "br of index");
    write("m.html", "<!doctype html>phone");
    write("q.html", "<!doctype html>public");
    write("assets/app-Ab3_x-9Z.js", "script");
    write("assets/app-Ab3_x-9Z.js.br", "br");
    write("assets/app-Ab3_x-9Z.js.gz", "gz");
    write("assets/plain.css", "css");
    write("sw.js", "worker");
  }
  ~DistFolder() { std::filesystem::remove_all(root_); }
  DistFolder(const DistFolder&) = delete;
  DistFolder& operator=(const DistFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return root_; }

 private:
  void write(const std::string& name, const std::string& text) const { std::ofstream(root_ / name) << text; }
  std::filesystem::path root_;
};

}  // namespace

TEST_CASE("H23: JSON is read strictly") {
  const std::pair<std::string, bool> rows[] = {
      {R"({"a":1})", true},
      {R"({"a":1,"b":{"a":1}})", true},
      {R"({"a":1,"a":1})", false},
      {R"({"a":1,"\u0061":2})", false},
      {R"({"b":{"a":1,"a":2}})", false},
      {R"([{"a":1},{"a":1}])", true},
      {"9007199254740991", true},
      {"9007199254740992", false},
      {"-9007199254740991", true},
      {"-9007199254740992", false},
      {"18446744073709551615", false},
      {"1e999", false},
      {"1e16", false},
      {"-1.5", true},
      {R"("\ud800")", false},
      {R"("\ud83d\ude00")", true},
      {"\"\xff\"", false},
      {"\"\xed\xa0\x80\"", false},
      {"{} x", false},
      {"{", false},
      {"", false},
      {"{\"a\":1,}", false},
      {"/*c*/{}", false},
      {"NaN", false},
      {std::string(16, '[') + std::string(16, ']'), true},
      {std::string(17, '[') + std::string(17, ']'), false},
      {std::string(60'000, '['), false},
  };
  for (const auto& [text, good] : rows) {
    INFO(text.substr(0, 60));
    CHECK(parse_strict_json(text).has_value() == good);
  }
}

TEST_CASE("H23: every prefix of a valid document is refused without harm") {
  const std::string whole = R"({"level":1,"closing":{"result":"trapped","scene":"现场\u00e9"},"x":[1,2.5,true,null]})";
  CHECK(parse_strict_json(whole).has_value());
  for (std::size_t i = 0; i < whole.size(); ++i) CHECK_FALSE(parse_strict_json(whole.substr(0, i)).has_value());
}

TEST_CASE("H3: members are taken by name and type, others are refused") {
  JsonMembers good(R"({"login":"zuoxi01","level":2,"closing":{"scene":"x"}})");
  CHECK(good.text("login", {1, 64}) == "zuoxi01");
  CHECK(good.integer("level", {1, 2}) == 2);
  auto closing = good.optional_object("closing");
  REQUIRE(closing.has_value());
  CHECK(closing->optional_text("scene") == "x");
  good.absorb(*closing, "closing");
  CHECK_FALSE(good.optional_text("remark").has_value());
  CHECK_FALSE(good.finish().has_value());

  const auto fault_of = [](std::string_view body) {
    JsonMembers members(body);
    static_cast<void>(members.text("login", {1, 8}));
    static_cast<void>(members.optional_integer("level", {1, 2}));
    if (auto inner = members.optional_object("closing")) members.absorb(*inner, "closing");
    const auto fault = members.finish();
    return fault ? std::string(text_of(fault->code).name) + ':' + fault->details.field : std::string{};
  };
  CHECK(fault_of(R"({"login":"a"})").empty());
  CHECK(fault_of(R"({})") == "invalid_field:login");
  CHECK(fault_of(R"({"login":1})") == "invalid_field:login");
  CHECK(fault_of(R"({"login":""})") == "invalid_field:login");
  CHECK(fault_of(R"({"login":"123456789"})") == "invalid_field:login");
  CHECK(fault_of(R"({"login":"a\u0000"})") == "invalid_field:login");
  CHECK(fault_of(R"({"login":"a","level":3})") == "invalid_field:level");
  CHECK(fault_of(R"({"login":"a","level":1.0})") == "invalid_field:level");
  CHECK(fault_of(R"({"login":"a","role":"administrator"})") == "unknown_field:role");
  CHECK(fault_of(R"({"login":"a","closing":{"x":1}})") == "unknown_field:closing.x");
  CHECK(fault_of(R"({"login":"a","closing":[]})") == "invalid_field:closing");
  CHECK(fault_of(R"([1])") == "bad_json:");
  CHECK(fault_of("") == "bad_json:");
}

TEST_CASE("JSON is written as browsers expect it") {
  JsonWriter json;
  json.begin_object().member("id", OrderId{9'007'199'254'740'993}).member("n", 3).member("yes", true);
  json.member("none", std::optional<UtcTime>{}).member("at_ms", utc_from_ms(5)).member("m", 1.75).member("z", -0.001);
  json.member("whole", 12.0).member("text", "a\"b\\c\nd\x01 王伟").key("list").begin_array().value(1).value("x");
  json.begin_object().end_object().end_array().member_unless_empty("empty", "").key("raw").raw("[]").end_object();
  const std::string text = json.take();
  CHECK(text == R"({"id":"9007199254740993","n":3,"yes":true,"at_ms":5,"m":1.75,"z":0,"whole":12,)"
                R"("text":"a\"b\\c\u000ad\u0001 王伟","list":[1,"x",{}],"raw":[]})");
  CHECK(parse_strict_json(text).has_value());
}

TEST_CASE("paths match patterns whole segments at a time") {
  CHECK(match_path("/api/v1/orders", "/api/v1/orders").has_value());
  CHECK_FALSE(match_path("/api/v1/orders", "/api/v1/orders/").has_value());
  CHECK_FALSE(match_path("/api/v1/orders", "/api/v1/order").has_value());
  CHECK_FALSE(match_path("/api/v1/orders/{id}", "/api/v1/orders").has_value());
  CHECK_FALSE(match_path("/api/v1/orders/{id}", "/api/v1/orders/").has_value());
  CHECK_FALSE(match_path("/api/v1/orders/{id}", "/api/v1/orders/7/steps").has_value());
  const auto values = match_path("/api/v1/orders/{id}/steps", "/api/v1/orders/77/steps");
  REQUIRE(values.has_value());
  REQUIRE(values->size() == 1);
  CHECK((*values)[0] == "77");
}

TEST_CASE("H13: targets are decoded once, and hidden path tricks are refused") {
  const auto decoded = [](std::string_view target) {
    Request request;
    return decode_target(target, request) ? request.path : std::string("refused");
  };
  CHECK(decoded("/") == "/");
  CHECK(decoded("/api/v1/orders?state=open") == "/api/v1/orders");
  CHECK(decoded("/%E7%94%B5%E6%A2%AF") == "/电梯");
  for (const std::string_view bad :
       {"", "*", "http://x/", "//x/y", "/../etc/passwd", "/a/%2e%2e/b", "/a/./b", "/a%2fb", "/a%5cb", "/a%00b", "/%ff",
        "/a%0d%0ab", "/a b", "/%zz", "/?a=%00", "/?a=%ff", "x"}) {
    INFO(bad);
    CHECK(decoded(bad) == "refused");
  }
  Request request;
  REQUIRE(decode_target("/x?a=1+2&b=%26&b=3&c", request));
  CHECK(request.parameter("a") == "1 2");
  CHECK_FALSE(request.parameter("b").has_value());  // twice
  CHECK(request.parameter("c") == "");
}

TEST_CASE("headers and cookies that come twice count as absent") {
  const Request request = get("/", {{"cookie", "a=1; lg_session=abc;b=2"}, {"x", "1"}, {"x", "2"}});
  CHECK(request.cookie("lg_session") == "abc");
  CHECK(request.cookie("b") == "2");
  CHECK_FALSE(request.cookie("session").has_value());
  CHECK_FALSE(request.header("x").has_value());
  CHECK_FALSE(get("/", {{"cookie", "a=1; a=2"}}).cookie("a").has_value());
}

TEST_CASE("problems say code, status and both languages") {
  ProblemDetails details;
  details.field = "new";
  details.retry_after_s = 7;
  details.current_json = R"({"id":"1"})";
  const Response response = problem(ProblemCode::too_many_attempts, details);
  CHECK(response.status == 429);
  CHECK(header_of(response, "Content-Type") == "application/problem+json");
  CHECK(header_of(response, "Retry-After") == "7");
  const auto document = parse_strict_json(*response.body);
  REQUIRE(document.has_value());
  const auto& object = document->as_object();
  CHECK(object.at("code").as_string() == "too_many_attempts");
  CHECK(object.at("status").as_int64() == 429);
  CHECK(object.at("title_en").as_string() == "Too many wrong passwords, try again later");
  CHECK(object.at("current").as_object().at("id").as_string() == "1");
  for (const auto& text : kProblems) {
    CHECK(text.status >= 400);
    CHECK_FALSE(text.zh.empty());
    CHECK_FALSE(text.en.empty());
    CHECK(static_cast<unsigned char>(text.zh.front()) > 0x7f);
  }
}

TEST_CASE("static files: types, caching, encodings") {
  const DistFolder dist;
  const StaticFiles files(dist.path());
  CHECK(files.size() == 6);

  const Response script = files.answer(get("/assets/app-Ab3_x-9Z.js", {{"accept-encoding", "gzip, deflate, br"}}));
  CHECK(script.status == 200);
  CHECK(*script.body == "br");
  CHECK(header_of(script, "Content-Encoding") == "br");
  CHECK(header_of(script, "Vary") == "Accept-Encoding");
  CHECK(header_of(script, "Content-Type") == "text/javascript; charset=utf-8");
  CHECK(header_of(script, "Cache-Control") == "public, max-age=31536000, immutable");

  const Response zipped = files.answer(get("/assets/app-Ab3_x-9Z.js", {{"accept-encoding", "br;q=0, gzip;q=0.5"}}));
  CHECK(*zipped.body == "gz");
  CHECK(header_of(zipped, "ETag") != header_of(script, "ETag"));
  const Response plain = files.answer(get("/assets/app-Ab3_x-9Z.js"));
  CHECK(*plain.body == "script");
  CHECK(header_of(plain, "Content-Encoding").empty());
  CHECK(header_of(files.answer(get("/assets/plain.css")), "Cache-Control") == "no-cache");
  CHECK(header_of(files.answer(get("/sw.js")), "Cache-Control") == "no-cache");

  const Response again =
      files.answer(get("/sw.js", {{"if-none-match", header_of(files.answer(get("/sw.js")), "ETag")}}));
  CHECK(again.status == 304);
  CHECK_FALSE(again.body);
}

TEST_CASE("static files: pages take over paths of people, never of scripts or of the API") {
  const DistFolder dist;
  const StaticFiles files(dist.path());
  const Pairs person{{"accept", "text/html,application/xhtml+xml;q=0.9"}};
  CHECK(*files.answer(get("/", person)).body == "<!doctype html>console");
  CHECK(*files.answer(get("/orders/17", person)).body == "<!doctype html>console");
  CHECK(*files.answer(get("/m", person)).body == "<!doctype html>phone");
  CHECK(*files.answer(get("/m/scan", person)).body == "<!doctype html>phone");
  CHECK(*files.answer(get("/q/ab", person)).body == "<!doctype html>public");
  CHECK(*files.answer(get("/mine", person)).body == "<!doctype html>console");

  CHECK(*files.answer(get("/", {{"accept", "*/*"}})).body == "<!doctype html>console");
  CHECK(*files.answer(get("/")).body == "<!doctype html>console");
  CHECK(files.answer(get("/orders/17")).status == 404);
  CHECK(files.answer(get("/orders/17", {{"accept", "*/*"}})).status == 404);
  CHECK(files.answer(get("/assets/app-old.js", person)).status == 404);
  CHECK(files.answer(get("/api/v1/nothing", person)).status == 404);
  CHECK(files.answer(get("/index.html.br", person)).status == 404);
  Request post = get("/", person);
  post.method = Method::post;
  CHECK(files.answer(post).status == 405);
}

TEST_CASE("H29: pages carry the strict policy, only the scanner's may compile WebAssembly") {
  const DistFolder dist;
  const StaticFiles files(dist.path());
  const std::string console = header_of(files.answer(get("/index.html")), "Content-Security-Policy");
  CHECK(console == kPagePolicy);
  CHECK(console.find("unsafe") == std::string::npos);
  const std::string phone = header_of(files.answer(get("/m.html")), "Content-Security-Policy");
  CHECK(phone.find("script-src 'self' 'wasm-unsafe-eval';") != std::string::npos);
  CHECK(phone.find("unsafe-inline") == std::string::npos);
}

TEST_CASE("H29: every answer carries the safe headers, and an own header stays") {
  Response response = json_response(200, "{}");
  response.headers.emplace_back("Cache-Control", "no-cache");
  add_security_headers(response, Transport::tls_in_front);
  CHECK(header_of(response, "Cache-Control") == "no-cache");
  CHECK(header_of(response, "X-Content-Type-Options") == "nosniff");
  CHECK(header_of(response, "Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'");
  CHECK(header_of(response, "Strict-Transport-Security") == "max-age=31536000; includeSubDomains");
  Response loopback = json_response(200, "{}");
  add_security_headers(loopback, Transport::loopback_http);
  CHECK(header_of(loopback, "Strict-Transport-Security").empty());
  CHECK(header_of(loopback, "Cache-Control") == "no-store");
}
