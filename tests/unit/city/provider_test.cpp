#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "simulators/city/provider.hpp"
#include "tests/unit/city/scratch.hpp"

using namespace liftguard::city;
namespace json = boost::json;

namespace {

std::int64_t some_time() {
  return 1'800'000'000'000;
}

std::string sms(const std::string& key, const std::string& text = "三号楼困人") {
  return json::serialize(json::object{{"key", key}, {"phone", "13800000000"}, {"text", text}});
}

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct City {
  explicit City(const std::filesystem::path& path) : log(path), provider(log, some_time) {}
  Answer post(const std::string& body) { return provider.handle({"POST", "/sms", body}); }
  void mode(const std::string& name) {
    const std::string body = "{\"mode\":\"" + name + "\"}";
    REQUIRE(provider.handle({"POST", "/mode", body}).status == 200);
  }
  SmsLog log;
  Provider provider;
};

}  // namespace

TEST_CASE("a key is accepted once: the second time gives the same id and no second line") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  const auto first = json::parse(city.post(sms("a")).body);
  const auto again = json::parse(city.post(sms("a", "changed")).body);
  CHECK(first.at("id") == again.at("id"));
  CHECK_FALSE(first.as_object().contains("duplicate"));
  CHECK(again.at("duplicate").as_bool());
  CHECK(json::parse(city.post(sms("b")).body).at("id") != first.at("id"));
  const auto listed = json::parse(city.provider.handle({"GET", "/sms", ""}).body);
  CHECK(listed.at("sms").as_array().size() == 2);
  CHECK(listed.at("duplicates").as_int64() == 1);
  const std::string file = content(scratch.path / "sms");
  CHECK(std::count(file.begin(), file.end(), '\n') == 2);
}

TEST_CASE("accepted keys are known again after a restart, a torn last line is not") {
  const Scratch scratch;
  const auto path = scratch.path / "sms";
  std::string id;
  {
    City city(path);
    id = json::parse(city.post(sms("a")).body).at("id").as_string();
  }
  const std::string whole = content(path);
  std::ofstream(path, std::ios::app) << R"({"id":"city-2","key":"b","pho)";
  City city(path);
  CHECK(content(path) == whole);
  const auto again = json::parse(city.post(sms("a")).body);
  CHECK(again.at("id") == json::value(id));
  CHECK(again.at("duplicate").as_bool());
  CHECK_FALSE(json::parse(city.post(sms("b")).body).as_object().contains("duplicate"));
}

TEST_CASE("a damaged list is not taken for an empty one") {
  const Scratch scratch;
  const auto path = scratch.path / "sms";
  std::ofstream(path) << "nonsense\n";
  CHECK_THROWS(SmsLog(path));
}

TEST_CASE("G1: refusing and hanging accept nothing") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  city.mode("fail500");
  CHECK(city.post(sms("a")).status == 500);
  city.mode("hang");
  CHECK(city.post(sms("a")).manner == Manner::hang);
  CHECK(city.log.all().empty());
  city.mode("ok");
  CHECK(city.post(sms("a")).status == 200);
}

TEST_CASE("G4: a cut answer has been accepted, and the repeat says so") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  city.mode("accept_then_cut");
  CHECK(city.post(sms("a")).manner == Manner::cut);
  city.mode("ok");
  CHECK(json::parse(city.post(sms("a")).body).at("duplicate").as_bool());
  CHECK(city.log.all().size() == 1);
}

TEST_CASE("G2: what is lost was accepted and is marked as never delivered") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  city.mode("lose");
  CHECK(city.post(sms("a")).status == 200);
  REQUIRE(city.log.all().size() == 1);
  CHECK(city.log.all().front().fate == Fate::lost);
  CHECK(content(scratch.path / "sms").find(R"("delivered":false)") != std::string::npos);
}

TEST_CASE("what is not an SMS is refused with a reason") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  const std::string long_text(2001, 'x');
  for (const std::string& body :
       {std::string("nonsense"), std::string("[]"), std::string("{}"), sms(""), sms("a", ""), sms("a", long_text),
        std::string(R"({"key":"a","phone":"x","text":"y"})"), std::string("{\"key\":\"\xFF\"}")}) {
    INFO(body);
    CHECK(city.post(body).status == 400);
  }
  CHECK(city.provider.handle({"POST", "/mode", R"({"mode":"other"})"}).status == 400);
  CHECK(city.provider.handle({"DELETE", "/sms", ""}).status == 405);
  CHECK(city.provider.handle({"GET", "/", ""}).status == 404);
  CHECK(city.log.all().empty());
}

TEST_CASE("G1: SMS and calls are channels of their own, each with its mode; a key is one whatever the channel") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  REQUIRE(city.provider.handle({"POST", "/mode", R"({"mode":"fail500","channel":"sms"})"}).status == 200);
  CHECK(city.post(sms("a")).status == 500);
  CHECK(city.provider.handle({"POST", "/voice", sms("a-voice")}).status == 200);
  REQUIRE(city.log.all().size() == 1);
  CHECK(city.log.all().front().sms.channel == Channel::voice);
  city.mode("ok");
  CHECK(city.post(sms("a")).status == 200);
  CHECK(city.provider.handle({"POST", "/mode", R"({"mode":"ok","channel":"fax"})"}).status == 400);
  CHECK(content(scratch.path / "sms").find(R"("channel":"voice")") != std::string::npos);
}

TEST_CASE("G2: reports say what became of it: delivered, undelivered, or nothing yet, also after a restart") {
  const Scratch scratch;
  {
    City city(scratch.path / "sms");
    CHECK(city.post(sms("a")).status == 200);
    city.mode("lose");
    CHECK(city.post(sms("b")).status == 200);
    city.mode("undeliverable");
    CHECK(city.post(sms("c")).status == 200);
  }
  City city(scratch.path / "sms");
  const auto ask = [&] {
    const auto answer = city.provider.handle(
        {"POST", "/reports", R"({"channel":"sms","ids":["city-1","city-2","city-3","city-4","x"]})"});
    REQUIRE(answer.status == 200);
    std::string states;
    const json::value said = json::parse(answer.body);
    for (const auto& report : said.at("reports").as_array())
      states += std::string(report.at("id").as_string()) + ":" + std::string(report.at("state").as_string()) + " ";
    return states;
  };
  CHECK(ask() == "city-1:delivered city-2:pending city-3:undelivered ");
  city.mode("report_twice");
  CHECK(ask() == "city-1:delivered city-1:delivered city-1:undelivered city-2:pending city-3:undelivered ");
  CHECK(city.provider.handle({"POST", "/reports", R"({"channel":"sms","ids":"city-1"})"}).status == 400);
  CHECK(city.provider.handle({"POST", "/reports", R"({"ids":["city-1"]})"}).status == 400);
  const auto calls = city.provider.handle({"POST", "/reports", R"({"channel":"voice","ids":["city-1"]})"});
  CHECK(calls.body == R"({"reports":[]})");
  CHECK(city.provider.handle({"POST", "/voice", sms("d")}).body == R"({"id":"city-1"})");
}

TEST_CASE("G3 G5: slow answers late, throttle takes nothing and says when to come again") {
  const Scratch scratch;
  City city(scratch.path / "sms");
  city.mode("throttle");
  const Answer wait = city.post(sms("a"));
  CHECK(wait.status == 429);
  CHECK(wait.retry_after_s == 5);
  CHECK(city.log.all().empty());
  city.mode("slow");
  CHECK(city.post(sms("a")).after > std::chrono::seconds{1});
  CHECK(city.log.all().size() == 1);
}
