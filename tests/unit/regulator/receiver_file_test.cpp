#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "gateway/regulator/receiver_file.hpp"
#include "tests/unit/storage/scratch.hpp"

using namespace liftguard;
using namespace liftguard::gateway;
using namespace liftguard::testing;
using namespace std::chrono_literals;

namespace {

const std::string kLeast = R"(
[[receiver]]
name = "huzhou"
districts = ["330502"]
url = "https://regulator.example/api"
codes = "regulator"
)";

struct Desk {
  Scratch scratch;
  std::filesystem::path file = scratch.folder() / "receivers.toml";

  void put(const std::string& name, const std::string& text) const { std::ofstream(scratch.folder() / name) << text; }
  [[nodiscard]] std::string refused(const std::string& text) const {
    const auto setup = parse_receiver_file(text, file);
    REQUIRE_FALSE(setup.has_value());
    CHECK(setup.error().code == "receivers");
    CHECK(setup.error().detail.starts_with(file.string() + ": "));
    return setup.error().detail.substr(file.string().size() + 2);
  }
};

}  // namespace

TEST_CASE("a file of receivers says who is told of what, and how", "[sqlite]") {
  Desk desk;
  desk.put("token", "secret");
  desk.put("ca.crt", "x");
  desk.put("regulator.csv", "code,event,reason,reading,zh,en\n8001,trapped,,always,困人,Trapped\n");
  const auto setup = parse_receiver_file(kLeast + R"(ca = "ca.crt"
token_file = "token"
idempotent = true
uncoded = "left_out"
per_second = 3
parallel = 2
timeout_ms = 7000
first_retry_ms = 1000
longest_retry_ms = 60000
[codes]
regulator = "regulator.csv"
)",
                                         desk.file);
  REQUIRE(setup.has_value());
  REQUIRE(setup->receivers.size() == 1);
  const uploads::Receiver expected{.name = "huzhou",
                                   .districts = {"330502"},
                                   .url = "https://regulator.example/api",
                                   .ca = (desk.scratch.folder() / "ca.crt").string(),
                                   .token_file = (desk.scratch.folder() / "token").string(),
                                   .dialect = "regulator",
                                   .repeats = uploads::Repeats::idempotent,
                                   .uncoded = uploads::Uncoded::left_out,
                                   .per_second = 3,
                                   .parallel = 2,
                                   .timeout = 7s,
                                   .back_off = {1s, 60s}};
  CHECK(setup->receivers[0] == expected);
  REQUIRE(setup->tables.size() == 1);
  CHECK(setup->tables[0].dialect == "regulator");
  CHECK(parse_receiver_file("", desk.file)->receivers.empty());
  const auto least = parse_receiver_file(kLeast, desk.file);
  REQUIRE(least.has_value());
  CHECK(least->receivers[0].repeats == uploads::Repeats::unknown);  // nobody has said so
}

TEST_CASE("a file of receivers is refused whole, with key and reason (J3)", "[sqlite]") {
  Desk desk;
  desk.put("token", "secret");
  desk.put("bad.csv", "code,event\n");
  CHECK(desk.refused("[[receiver]]\n") == "receiver 1.name: a text is needed");
  CHECK(desk.refused(kLeast + kLeast) == "receiver 2.name: huzhou stands there twice");
  CHECK(desk.refused(kLeast + "retries = 3\n") == "receiver 1.retries: unknown");
  CHECK(desk.refused(kLeast + "idempotent = 1\n") == "receiver 1.idempotent: true or false is needed");
  CHECK(desk.refused(kLeast + "uncoded = \"maybe\"\n").starts_with("receiver 1.uncoded: "));
  CHECK(desk.refused(kLeast + "per_second = 0\n").starts_with("receiver 1.per_second: a whole number"));
  CHECK(desk.refused(kLeast + "parallel = 2.5\n").starts_with("receiver 1.parallel: a whole number"));
  CHECK(desk.refused(kLeast + "first_retry_ms = 1000\nlongest_retry_ms = 999\n").starts_with("receiver 1.longest"));
  CHECK(desk.refused(kLeast + "ca = \"nowhere\"\n").ends_with("cannot be read"));
  CHECK(desk.refused("receivers = 3\n").starts_with("receivers: unknown"));
  CHECK(desk.refused("[codes]\nregulator = \"nowhere.csv\"\n").starts_with("codes.regulator: a file"));
  CHECK(desk.refused("[codes]\nregulator = \"bad.csv\"\n").starts_with("codes.regulator: line 1"));
  CHECK(desk.refused("[codes]\nRegulator = \"bad.csv\"\n").starts_with("codes.Regulator: 1 to 32"));
  CHECK(desk.refused("[[receiver]\n").starts_with("line 1: "));
  const auto with_url = [&](const std::string& url, const std::string& more = "") {
    std::string text = kLeast + more;
    text.replace(text.find("https://regulator.example/api"), 29, url);
    return text;
  };
  for (const char* url : {"ftp://x/", "https//x", "https://user:pw@x/", "https://x/a b", "https://x/\\u0001"}) {
    INFO(url);
    CHECK(desk.refused(with_url(url)).starts_with("receiver 1.url: "));
  }
  const std::string token = "token_file = \"token\"\n";
  CHECK(desk.refused(with_url("http://regulator.example/", token)).ends_with("https:// alone, or to this host"));
  CHECK(desk.refused(with_url("http://localhost.example/", token)).ends_with("https:// alone, or to this host"));
  CHECK(parse_receiver_file(with_url("http://127.0.0.1:80/", token), desk.file).has_value());
  CHECK(parse_receiver_file(with_url("http://regulator.example/"), desk.file).has_value());
  CHECK(read_receiver_file(desk.scratch.folder() / "none").error().code == "receivers");
}
