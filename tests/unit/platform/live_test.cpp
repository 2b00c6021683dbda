#include <catch2/catch.hpp>

#include "platform/http/event_stream.hpp"
#include "platform/live/backlog.hpp"
#include "platform/live/hub.hpp"

using namespace liftguard;
using namespace liftguard::live;
using http::EventStream;

namespace {

const UtcTime kNow = utc_from_ms(1'800'000'000'000);
const UnitId kOurs{1};
const UnitId kTheirs{2};
const dispatch::Scope kDesk{};
const dispatch::Scope kOurCrew{kOurs};

http::Body body(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

Message message(std::int64_t seq, std::vector<UnitId> units, std::size_t bytes = 10) {
  std::string text = std::to_string(seq);
  text.resize(bytes, '.');
  return {seq, {std::move(units)}, body(std::move(text))};
}

std::string all_of(EventStream& stream) {
  std::string text;
  for (const auto& part : stream.take()) {
    text += *part;
    stream.written(part->size());
  }
  return text;
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

Subscriber subscriber(std::optional<dispatch::Scope> scope, std::string token = "t", AccountId account = AccountId{1}) {
  return {account, scope, std::move(token)};
}

}  // namespace

TEST_CASE("an event is id, name and data, ended by an empty line") {
  CHECK(http::format_event("change", 17, R"({"a":1})") == "id: 17\nevent: change\ndata: {\"a\":1}\n\n");
  CHECK(http::format_event("hello", 0, "{}") == "id: 0\nevent: hello\ndata: {}\n\n");
}

TEST_CASE("H2: a message reaches the desk and the units it names, nobody else") {
  const Audience audience{{kOurs}};
  CHECK(reaches(audience, kDesk));
  CHECK(reaches(audience, kOurCrew));
  CHECK_FALSE(reaches(audience, dispatch::Scope{kTheirs}));
  CHECK_FALSE(reaches(audience, std::nullopt));
  CHECK_FALSE(reaches({}, kOurCrew));
  CHECK(reaches({}, kDesk));
}

TEST_CASE("the backlog gives what was missed, and says so when it cannot") {
  Backlog backlog(100, 100);
  for (std::int64_t seq = 101; seq <= 105; ++seq) backlog.add(message(seq, {seq % 2 == 0 ? kOurs : kTheirs}));
  CHECK(backlog.newest() == 105);
  CHECK(backlog.after(105, kDesk, 1000)->empty());
  CHECK(backlog.after(100, kDesk, 1000)->size() == 5);
  CHECK(backlog.after(103, kDesk, 1000)->size() == 2);
  CHECK(backlog.after(100, kOurCrew, 1000)->size() == 2);
  CHECK_FALSE(backlog.after(99, kDesk, 1000).has_value());   // before what is kept
  CHECK_FALSE(backlog.after(106, kDesk, 1000).has_value());  // of another database
  CHECK_FALSE(backlog.after(100, kDesk, 49).has_value());
  CHECK(backlog.after(100, kDesk, 50).has_value());
}

TEST_CASE("the backlog drops its oldest messages by size") {
  Backlog backlog(0, 100);
  for (std::int64_t seq = 1; seq <= 30; ++seq) backlog.add(message(seq, {}));
  CHECK_FALSE(backlog.after(19, kDesk, 1000).has_value());
  CHECK(backlog.after(20, kDesk, 1000)->size() == 10);
}

TEST_CASE("F9: a stream holds at most 1 MiB for a reader, then cuts it off") {
  EventStream stream;
  int woken = 0;
  stream.on_wake([&] { ++woken; });
  const auto half = body(std::string(512 * 1024, 'x'));
  CHECK(stream.push(half));
  CHECK(stream.push(half));
  CHECK(stream.take().size() == 2);  // handed to the socket, not yet written
  CHECK_FALSE(stream.push(body("x")));
  CHECK(stream.state() == EventStream::State::cut);
  CHECK_FALSE(stream.push(body("x")));
  CHECK(woken == 3);
}

TEST_CASE("what a stream has written makes room again") {
  EventStream stream;
  const auto half = body(std::string(512 * 1024, 'x'));
  for (int i = 0; i < 10; ++i) {
    CHECK(stream.push(half));
    for (const auto& part : stream.take()) stream.written(part->size());
  }
  stream.end();
  CHECK(stream.state() == EventStream::State::ended);
  CHECK_FALSE(stream.push(half));
}

TEST_CASE("a subscriber is greeted, gets what it missed first, and then what comes") {
  Hub hub(10, {});
  hub.publish(message(11, {kOurs}));
  hub.publish(message(12, {kTheirs}));

  const auto fresh = hub.subscribe(subscriber(kOurCrew), std::nullopt, kNow);
  REQUIRE(fresh);
  CHECK(all_of(*fresh) == "id: 12\nevent: hello\ndata: {\"now_ms\":1800000000000,\"change_seq\":12}\n\n");

  const auto back = hub.subscribe(subscriber(kOurCrew), 10, kNow);
  const std::string replay = all_of(*back);
  CHECK(replay.starts_with("11........id: 12\nevent: hello"));
  CHECK(replay.find("resync") == std::string::npos);

  hub.publish(message(13, {kOurs}));
  hub.publish(message(14, {kTheirs}));
  CHECK(all_of(*fresh) == "13........");
  CHECK(all_of(*back) == "13........");
}

TEST_CASE("a subscriber that missed too much is told to fetch anew") {
  HubOptions options;
  options.most_replayed_bytes = 25;
  Hub hub(10, options);
  for (std::int64_t seq = 11; seq <= 14; ++seq) hub.publish(message(seq, {}));
  for (const std::int64_t unknown : {9, 10, 15}) {
    const auto stream = hub.subscribe(subscriber(kDesk), unknown, kNow);
    const std::string text = all_of(*stream);
    CHECK(text.starts_with("id: 14\nevent: resync\n"));
    CHECK(count_of(text, "event: hello") == 1);
  }
}

TEST_CASE("the heartbeat moves the last event id past what was not for the reader") {
  Hub hub(10, {});
  const auto stream = hub.subscribe(subscriber(kOurCrew), std::nullopt, kNow);
  static_cast<void>(all_of(*stream));
  hub.publish(message(11, {kTheirs}));
  CHECK(all_of(*stream).empty());
  hub.heartbeat();
  CHECK(all_of(*stream) == ":\nid: 11\n\n");
}

TEST_CASE("H12: a session that ended loses its streams, one that moved gets its new scope") {
  Hub hub(10, {});
  const auto gone = hub.subscribe(subscriber(kDesk, "gone"), std::nullopt, kNow);
  const auto moved = hub.subscribe(subscriber(kOurCrew, "moved"), std::nullopt, kNow);
  static_cast<void>(all_of(*moved));
  int asked = 0;
  hub.check_sessions([&](const std::string& token) -> std::optional<dispatch::Scope> {
    ++asked;
    if (token == "gone") return std::nullopt;
    return dispatch::Scope{kTheirs};
  });
  CHECK(asked == 2);
  CHECK(gone->state() == EventStream::State::ended);
  CHECK(hub.streams() == 1);
  hub.publish(message(11, {kOurs}));
  hub.publish(message(12, {kTheirs}));
  CHECK(all_of(*moved) == "12........");
}

TEST_CASE("streams are bounded in all and by account, and a closed one makes room") {
  HubOptions options;
  options.most_streams = 3;
  options.most_streams_per_account = 2;
  Hub hub(0, options);
  const auto first = hub.subscribe(subscriber(kDesk), std::nullopt, kNow);
  const auto second = hub.subscribe(subscriber(kDesk), std::nullopt, kNow);
  CHECK_FALSE(hub.subscribe(subscriber(kDesk), std::nullopt, kNow));
  const auto other = hub.subscribe(subscriber(kDesk, "u", AccountId{2}), std::nullopt, kNow);
  CHECK(other);
  CHECK_FALSE(hub.subscribe(subscriber(kDesk, "v", AccountId{3}), std::nullopt, kNow));
  first->cut();
  CHECK(hub.subscribe(subscriber(kDesk), std::nullopt, kNow));
}
