#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "gateway/config.hpp"
#include "tests/unit/gateway/scratch.hpp"

using namespace liftguard::gateway;
using liftguard::gateway::testing::Scratch;

namespace {

const std::string kDatabase = "[database]\nurl = \"sqlite:data/x.db\"\n";
const std::string kBroker =
    "[broker]\nhost = \"localhost\"\nport = 8884\nca = \"ca.crt\"\ncertificate = \"g.crt\"\nkey = \"g.key\"\n";
const std::string kSms = "[sms]\nurl = \"http://127.0.0.1:9/sms\"\n";

struct Folder : Scratch {
  Folder() {
    for (const char* name : {"ca.crt", "g.crt", "g.key"}) std::ofstream(path / name) << "x";
  }
  [[nodiscard]] auto parse(const std::string& text) const { return parse_config(text, path / "gateway.toml"); }
  [[nodiscard]] std::string complaint(const std::string& text) const {
    const auto config = parse(text);
    return config ? "" : config.error().detail;
  }
};

}  // namespace

TEST_CASE("a plain configuration is read; paths are relative to the file") {
  const Folder folder;
  const auto config = folder.parse(kDatabase + kBroker + kSms);
  REQUIRE(config.has_value());
  CHECK(config->database_url == "sqlite:" + (folder.path / "data/x.db").string());
  CHECK(config->broker.uri == "ssl://localhost:8884");
  CHECK(config->broker.tls.key == (folder.path / "g.key").string());
  CHECK(config->files == folder.path / "data");
  CHECK_FALSE(config->alarm_broker);
  CHECK(config->slots.size() == 64);
  CHECK(config->sms.timeout.count() == 5'000);
}

TEST_CASE("slots and retries can be chosen") {
  const Folder folder;
  const auto config =
      folder.parse(kDatabase + kBroker + kSms + "tries = 3\nfirst_retry_ms = 50\n[gateway]\nslots = [0, 49]\n");
  REQUIRE(config.has_value());
  CHECK(config->slots == std::vector<std::uint8_t>{0, 49});
  CHECK(config->back_off.tries == 3);
  CHECK(config->back_off.first.count() == 50);
}

TEST_CASE("G1, G2: calls and reports have addresses of their own, and there are neither without") {
  const Folder folder;
  const std::string good = kDatabase + kBroker + kSms;
  const auto without = folder.parse(good);
  REQUIRE(without.has_value());
  CHECK(without->sms.voice_url.empty());
  CHECK(without->sms.reports_url.empty());
  const auto with =
      folder.parse(good + "voice_url = \"http://127.0.0.1:9/voice\"\nreports_url = \"https://sms.example/reports\"\n");
  REQUIRE(with.has_value());
  CHECK(with->sms.voice_url == "http://127.0.0.1:9/voice");
  CHECK(with->sms.reports_url == "https://sms.example/reports");
  for (const std::string key : {"voice_url", "reports_url"})
    for (const char* value : {"\"\"", "\"ftp://x\"", "\"/voice\"", "1"}) {
      INFO(key << " = " << value);
      CHECK(folder.complaint(good + key + " = " + value + "\n").find("sms." + key) != std::string::npos);
    }
}

TEST_CASE("a second broker for alarms takes the files of the first, unless it has its own") {
  const Folder folder;
  const std::string alarm = "[alarm_broker]\nhost = \"alarm.example\"\nport = 8894\n";
  const auto config = folder.parse(kDatabase + kBroker + kSms + alarm);
  REQUIRE(config.has_value());
  REQUIRE(config->alarm_broker);
  CHECK(config->alarm_broker->uri == "ssl://alarm.example:8894");
  CHECK(config->alarm_broker->tls.key == config->broker.tls.key);
  std::ofstream(folder.path / "other.crt") << "x";
  const auto own = folder.parse(kDatabase + kBroker + kSms + alarm + "ca = \"other.crt\"\n");
  REQUIRE(own.has_value());
  CHECK(own->alarm_broker->tls.ca == (folder.path / "other.crt").string());
  CHECK(folder.complaint(kDatabase + kBroker + kSms + "[alarm_broker]\nport = 1\n").find("alarm_broker.host") !=
        std::string::npos);
  CHECK(folder.complaint(kDatabase + kBroker + kSms + alarm + "slots = 1\n").find("alarm_broker.slots: unknown") !=
        std::string::npos);
}

TEST_CASE("J4: the brokers' copies of the revocation list are named where they can be seen; they may come later") {
  const Folder folder;
  const auto without = folder.parse(kDatabase + kBroker + kSms);
  REQUIRE(without.has_value());
  CHECK(without->broker_list.empty());
  CHECK(without->alarm_broker_list.empty());
  const auto with = folder.parse(kDatabase + kBroker + "crl = \"boxes.crl\"\n" + kSms +
                                 "[alarm_broker]\nhost = \"h\"\nport = 8894\ncrl = \"/elsewhere/boxes.crl\"\n");
  REQUIRE(with.has_value());
  CHECK(with->broker_list == (folder.path / "boxes.crl").string());
  CHECK(with->alarm_broker_list == "/elsewhere/boxes.crl");
  CHECK(folder.complaint(kDatabase + kBroker + "crl = 1\n" + kSms).find("broker.crl: a text is needed") !=
        std::string::npos);
}

TEST_CASE("a PostgreSQL database is named by its URI, and needs a folder for the files beside it") {
  const Folder folder;
  const std::string url = "[database]\nurl = \"postgresql://city@db.example/liftguard\"\n";
  CHECK(folder.complaint(url + kBroker + kSms).find("database.files: a folder is needed") != std::string::npos);
  const auto config = folder.parse(url + "files = \"shared\"\n" + kBroker + kSms);
  REQUIRE(config.has_value());
  CHECK(config->database_url == "postgresql://city@db.example/liftguard");
  CHECK(config->files == folder.path / "shared");
}

TEST_CASE("J3: a wrong configuration is refused as a whole, with file, key and reason") {
  const Folder folder;
  const std::string good = kDatabase + kBroker + kSms;
  const auto complaint = [&](const std::string& text) { return folder.complaint(text); };
  CHECK(complaint("x = [").find("gateway.toml: line 1") != std::string::npos);
  CHECK(complaint("\n[=").find("gateway.toml: line 2: a table needs a name") != std::string::npos);
  CHECK(complaint("城 = 1").find("gateway.toml: line 1: a letter outside") != std::string::npos);
  CHECK(complaint(kBroker + kSms).find("database: a section is needed") != std::string::npos);
  CHECK(complaint(kDatabase + kSms).find("broker: a section is needed") != std::string::npos);
  CHECK(complaint(good + "[extra]\n").find("extra: unknown") != std::string::npos);
  CHECK(complaint(good + "colour = 1\n").find("sms.colour: unknown") != std::string::npos);
  CHECK(complaint(good + "tries = 0\n").find("sms.tries") != std::string::npos);
  CHECK(complaint(good + "tries = \"3\"\n").find("sms.tries") != std::string::npos);
  for (const char* slots : {"[]", "[64]", "[-1]", "[1, 1]", "[\"a\"]", "\"all\""}) {
    INFO(slots);
    CHECK(complaint(good + "[gateway]\nslots = " + slots + "\n").find("gateway.slots") != std::string::npos);
  }
  CHECK(complaint("[database]\nurl = \"mysql:x\"\n" + kBroker + kSms).find("database.url") != std::string::npos);
  CHECK(complaint(kDatabase + kBroker + "[sms]\nurl = \"ftp://x\"\n").find("sms.url") != std::string::npos);
  std::string no_key = good;
  no_key.replace(no_key.find("g.key"), 5, "no.key");
  CHECK(complaint(no_key).find("broker.key") != std::string::npos);
  CHECK(read_config(folder.path / "nowhere.toml").error().detail.find("cannot be read") != std::string::npos);
}
