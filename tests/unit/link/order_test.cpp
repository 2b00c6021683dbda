// Fault row A3: after an outage each lane comes through in its order, whatever of the first sendings was lost. The line
// keeps order, as TCP and the broker do; a broker that has come back empty acknowledges and throws away until the
// gateway is back at it.
#include <queue>
#include <random>
#include <tuple>

#include <catch2/catch.hpp>

#include "firmware/link/link.hpp"
#include "tests/unit/link/plain_backlog.hpp"

using namespace liftguard;
using namespace liftguard::link;
using namespace std::chrono_literals;
using liftguard::test::PlainBacklog;

namespace {

// Broker outages over ten minutes. Every record that the gateway hears for the first time is kept in `heard`.
class Outages {
 public:
  explicit Outages(std::uint32_t seed) : random_(seed), link_(options(seed), backlog_) {}

  void run() {
    for (auto at = between(1s, 40s); at < kTrouble; at += between(20s, 120s)) after(at, [this] { lose_broker(); });
    for (auto at = 0us; at < kTrouble; at += between(10ms, 8s)) after(at, [this] { append(); });
    gateway_there_ = broker_there_ = true;
    feed(TimeCame{});
    while (now_ < SteadyTime{kTrouble + 10min}) {
      const auto wake = std::max(link_.wake_at(), now_);
      if (plan_.empty() || plan_.top().at > wake) {
        now_ = wake;
        feed(TimeCame{});
        continue;
      }
      const auto next = plan_.top();
      plan_.pop();
      now_ = std::max(now_, next.at);
      next.what();
    }
  }

  std::vector<RecordKey> heard;
  std::size_t appended = 0, thrown_away = 0, sent = 0;

  [[nodiscard]] bool drained() const { return backlog_.waiting.empty(); }

 private:
  static constexpr std::chrono::microseconds kTrouble = 10min;
  struct Occurrence {
    SteadyTime at;
    std::uint64_t order;
    std::function<void()> what;
    bool operator>(const Occurrence& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
  };

  static Options options(std::uint32_t seed) {
    Options out;
    out.seed = seed;
    return out;
  }

  std::chrono::microseconds between(std::chrono::microseconds low, std::chrono::microseconds high) {
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(low.count(), high.count())(random_));
  }
  void after(std::chrono::microseconds wait, std::function<void()> what) {
    plan_.push({now_ + wait, order_++, std::move(what)});
  }
  void feed(const Event& event) {
    for (const auto& action : link_.step(event, now_)) std::visit([this](const auto& one) { act(one); }, action);
  }

  void append() {
    static constexpr std::array kLanes{Lane::alarm, Lane::event, Lane::event, Lane::bulk};
    const auto lane = kLanes[random_() % kLanes.size()];
    const auto burst = 1 + random_() % 3;
    for (unsigned i = 0; i < burst; ++i) {
      const RecordKey key{1, lane, ++last_[lane]};
      backlog_.waiting.insert(key);
      backlog_.lengths[key] = 50 + random_() % 3000;
    }
    appended += burst;
    feed(Appended{lane});
  }

  // The gateway finds back on its own time, sooner or later than the box.
  void lose_broker() {
    if (!broker_there_) return;
    broker_there_ = gateway_there_ = false;
    ++connection_;
    feed(ConnectionEnded{});
    const auto away = between(100ms, 30s);
    after(away, [this] { broker_there_ = true; });
    after(away + between(1ms, 12s), [this] { gateway_there_ = broker_there_; });
  }

  void act(const Connect&) {
    const auto number = ++connection_;
    after(between(5ms, 300ms), [this, number] {
      if (number != connection_) return;
      if (!broker_there_) return feed(ConnectionEnded{});
      feed(Connected{});
    });
  }
  void act(const Subscribe&) {}
  void act(const SendBirth&) {}
  void act(const SendHeartbeat&) {}
  void act(const SetAside& aside) { FAIL("set aside: " << aside.key.seq); }
  void act(const Send& send) {
    ++sent;
    over_the_line([this, key = send.key] {
      over_the_line([this, key] { feed(Acknowledged{key}); });
      if (gateway_there_) return receive(key);
      ++thrown_away;
    });
  }

  // In order, while the connection stands. What goes at one moment arrives together: it is one write.
  void over_the_line(const std::function<void()>& what) {
    if (now_ != line_used_) line_free_ = std::max(line_free_ + 1us, now_ + between(1ms, 60ms));
    line_used_ = now_;
    plan_.push({line_free_, order_++, [this, what, number = connection_] {
                  if (number == connection_) what();
                }});
  }

  void receive(const RecordKey& key) {
    if (known_.insert(key).second) heard.push_back(key);
    after(between(2ms, 150ms), [this, key, number = connection_] {
      if (number != connection_) return;
      backlog_.waiting.erase(key);
      feed(Confirmed{});
    });
  }

  std::mt19937 random_;
  PlainBacklog backlog_;
  Link link_;
  SteadyTime now_{};
  SteadyTime line_used_{-1s}, line_free_{};
  std::priority_queue<Occurrence, std::vector<Occurrence>, std::greater<>> plan_;
  std::uint64_t order_ = 0;
  std::uint64_t connection_ = 0;
  bool broker_there_ = false, gateway_there_ = false;
  std::map<Lane, std::uint64_t> last_;
  std::set<RecordKey> known_;
};

}  // namespace

TEST_CASE("A3: after an outage each lane is heard in its order, and little is sent twice") {
  std::size_t appended = 0, sent = 0, thrown_away = 0;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    Outages outages(seed);
    outages.run();
    INFO("seed " << seed);
    REQUIRE(outages.drained());
    std::map<Lane, std::uint64_t> latest;
    for (const auto& key : outages.heard) {
      INFO("lane " << static_cast<int>(key.lane) << ": " << key.seq << " after " << latest[key.lane]);
      CHECK(key.seq > latest[key.lane]);
      latest[key.lane] = std::max(latest[key.lane], key.seq);
    }
    appended += outages.appended;
    sent += outages.sent;
    thrown_away += outages.thrown_away;
  }
  WARN(appended << " records, " << sent << " sends, " << thrown_away << " of them thrown away");
  CHECK(thrown_away > 1000);
  CHECK(sent - thrown_away < 2 * appended);
}
