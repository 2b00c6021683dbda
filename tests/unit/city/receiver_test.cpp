#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "simulators/city/receiver.hpp"

using namespace liftguard::city;
namespace json = boost::json;

namespace {

struct Platform {
  explicit Platform(ReceiverOptions options = {}) : receiver(std::move(options), [] { return std::int64_t{7}; }) {}

  Answer post(const std::string& key, std::string_view authorization = {}) {
    const std::string body = json::serialize(json::object{{"schema", "liftguard.upload/1"}, {"key", key}});
    return receiver.handle({"POST", "/uploads", body, authorization, key});
  }
  void mode(const std::string& name) {
    REQUIRE(receiver.handle({"POST", "/uploads/mode", "{\"mode\":\"" + name + "\"}"}).status == 200);
  }

  Receiver receiver;
};

}  // namespace

TEST_CASE("the regulator's stand-in shows what was sent twice, and takes a key once when told to") {
  Platform plain;
  CHECK(plain.post("a").status == 200);
  CHECK(plain.post("a").status == 200);
  const auto listed = json::parse(plain.receiver.handle({"GET", "/uploads", ""}).body);
  CHECK(listed.at("uploads").as_array().size() == 2);
  CHECK(listed.at("requests").as_int64() == 2);
  CHECK(listed.at("duplicates").as_int64() == 1);
  Platform once({.keys_once = true});
  CHECK(once.post("a").status == 200);
  CHECK(once.post("a").status == 200);
  CHECK(once.receiver.taken().size() == 1);
}

TEST_CASE("the regulator's stand-in behaves as its mode says") {
  struct Case {
    const char* mode;
    unsigned status;
    Manner manner;
    std::size_t taken;
  };
  for (const auto& c :
       {Case{"ok", 200, Manner::answer, 1}, Case{"fail500", 500, Manner::answer, 0}, Case{"hang", 0, Manner::hang, 0},
        Case{"answer_lost", 200, Manner::cut, 1}, Case{"refuse", 422, Manner::answer, 0},
        Case{"busy", 429, Manner::answer, 0}, Case{"stranger", 401, Manner::answer, 0}}) {
    INFO(c.mode);
    Platform platform;
    platform.mode(c.mode);
    const Answer answer = platform.post("a");
    CHECK(answer.status == c.status);
    CHECK(answer.manner == c.manner);
    CHECK(platform.receiver.taken().size() == c.taken);
  }
}

TEST_CASE("the regulator's stand-in takes nothing without its token, of another schema, or with two keys") {
  Platform platform({.token = "secret"});
  CHECK(platform.post("a").status == 401);
  CHECK(platform.post("a", "Bearer other").status == 401);
  CHECK(platform.post("a", "Bearer secret").status == 200);
  Platform open;
  for (const char* body : {"nonsense", "{}", R"({"schema":"other","key":"a"})", R"({"schema":"liftguard.upload/1"})",
                           R"({"schema":"liftguard.upload/1","key":"b"})"}) {
    INFO(body);
    CHECK(open.receiver.handle({"POST", "/uploads", body, {}, "a"}).status == 400);
  }
  CHECK(open.receiver.handle({"POST", "/uploads/mode", R"({"mode":"other"})"}).status == 400);
  CHECK(open.receiver.handle({"DELETE", "/uploads", ""}).status == 405);
  CHECK(open.receiver.handle({"GET", "/upload", ""}).status == 404);
  CHECK(open.receiver.taken().empty());
}
