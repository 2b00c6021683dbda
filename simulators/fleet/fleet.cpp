#include "simulators/fleet/fleet.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include "common/wire/topics.hpp"

namespace liftguard::fleet {
namespace {

namespace asio = boost::asio;

// The kernel has some 28,000 ports for each address that connections come from.
constexpr std::size_t kBoxesPerSource = 10'000;
constexpr std::uint64_t kPrime = 0x100000001B3;

mqtt::Address resolve(const Place& place) {
  asio::io_context io;
  asio::ip::tcp::resolver resolver(io);
  const auto found = resolver.resolve(asio::ip::tcp::v4(), place.host, std::to_string(place.port));
  if (found.empty()) throw std::runtime_error(place.host + " has no IPv4 address");
  return {found.begin()->endpoint(), place.host};
}

// Whether this box is one of that share: the same ones each time, so that those who are spared stay so.
bool is_struck(std::uint64_t seed, std::size_t index, double share) {
  return Chance((seed + index) * kPrime).uniform() < share;
}

struct BadOrder : std::runtime_error {
  using std::runtime_error::runtime_error;
};

double number(const std::vector<std::string>& words, std::size_t at, double least, double most) {
  double value = 0;
  const char* const what = "a number is missing or out of its range";
  if (at >= words.size()) throw BadOrder(what);
  const auto& text = words[at];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most))
    throw BadOrder(what);
  return value;
}

std::chrono::seconds seconds(const std::vector<std::string>& words, std::size_t at) {
  return std::chrono::seconds(static_cast<std::int64_t>(number(words, at, 0, 86'400)));
}

const std::string& word(const std::vector<std::string>& words, std::size_t at) {
  if (at >= words.size()) throw BadOrder("a word is missing");
  return words[at];
}

Lane lane_named(const std::string& name) {
  for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
    if (wire::lane_name(lane) == name) return lane;
  throw BadOrder("no lane " + name);
}

constexpr double kMost = 1e6;

}  // namespace

Fleet::Fleet(const Arguments& arguments)
    : arguments_(arguments),
      identities_(arguments.authority, wall_.utc_now()),
      tls_(mqtt::make_tls_context(arguments.ca.string())),
      ledger_(arguments.ledger) {
  ShardParts parts{*tls_, identities_, steady_, wall_, ledger_, resolve(arguments.broker)};
  if (arguments.alarm_broker) parts.alarm_door = resolve(*arguments.alarm_broker);
  parts.keep_alive = arguments.keep_alive;
  parts.heartbeat = arguments.heartbeat;
  parts.journal_sectors = arguments.journal_kib / 4;
  parts.mischief = arguments.mischief;
  const auto ramp_s = arguments.ramp_per_s > 0 ? static_cast<double>(arguments.boxes) / arguments.ramp_per_s : 0;
  const auto all = names();
  for (unsigned s = 0; s < arguments.threads; ++s) {
    std::vector<BoxName> own;
    for (std::size_t i = s; i < all.size(); i += arguments.threads) own.push_back(all[i]);
    if (own.empty()) break;
    auto rates = arguments.rates;
    const auto share = static_cast<double>(own.size()) / static_cast<double>(all.size());
    rates.records *= share;
    rates.entrapments *= share;
    shards_.push_back(std::make_unique<Shard>(parts, own, Plan(arguments.seed * 64 + s, own.size(), rates),
                                              std::chrono::microseconds(static_cast<std::int64_t>(ramp_s * 1e6))));
  }
}

std::vector<BoxName> Fleet::names() const {
  const bool loopback = resolve(arguments_.broker).endpoint.address().is_loopback();
  std::vector<BoxName> out;
  for (std::size_t i = 0; i < arguments_.boxes; ++i) {
    BoxName name{monitor_name(arguments_, i), {}, (arguments_.seed + i) * kPrime};
    if (loopback && arguments_.boxes > kBoxesPerSource)
      name.source =
          asio::ip::address_v4(asio::ip::address_v4::loopback().to_uint() + static_cast<unsigned>(i / kBoxesPerSource));
    out.push_back(std::move(name));
  }
  return out;
}

template <class Work>
void Fleet::each_shard(Work work) const {
  for (const auto& shard : shards_) shard->ask([&](Shard& own) { work(own); });
}

template <class Work>
void Fleet::each_box(double share, Work work) {
  const auto stride = shards_.size();
  for (std::size_t s = 0; s < stride; ++s)
    shards_[s]->ask([&](Shard& own) {
      for (std::size_t i = 0; i < own.boxes().size(); ++i)
        if (is_struck(arguments_.seed, i * stride + s, share)) work(*own.boxes()[i]);
    });
}

void Fleet::start() {
  started_ = steady_.now();
  ledger_.write(fmt::format(R"({{"ledger":"run","wall_ms":{},"seed":{},"boxes":{}}})", to_ms(wall_.utc_now()),
                            arguments_.seed, arguments_.boxes) +
                '\n');
  for (const auto& shard : shards_) shard->start();
}

double Fleet::now_s() const {
  return std::chrono::duration<double>(steady_.now() - started_).count();
}

void Fleet::storm(double share, Cut manner) {
  each_box(share, [manner](Box& box) { box.cut(manner); });
}

std::string Fleet::obey(std::string_view line) {
  std::vector<std::string> words;
  boost::split(words, line, boost::is_any_of(" \t\r"), boost::token_compress_on);
  if (words.front() == "report") return report();
  try {
    order(words);
    return R"({"ok":true})";
  } catch (const BadOrder& bad) {
    return fmt::format(R"({{"error":"{}"}})", bad.what());
  }
}

void Fleet::order(const std::vector<std::string>& words) {
  const auto& verb = words.front();
  const auto per_shard = 1.0 / static_cast<double>(shards_.size());
  if (verb == "clear") return each_shard([](Shard& own) { own.clear_tally(); });
  if (verb == "calm") return stop_events();
  if (verb == "storm") {
    const bool half_open = words.size() > 2 && words[2] == "half-open";
    return storm(number(words, 1, 0, 1), half_open ? Cut::half_open : Cut::reset);
  }
  if (verb == "away" || verb == "deaf") {
    const auto how_long = seconds(words, 2);
    return each_box(number(words, 1, 0, 1),
                    [&](Box& box) { verb == "away" ? box.stay_away(how_long) : box.turn_deaf(how_long); });
  }
  if (verb == "rate" || verb == "entrapments") {
    const auto per_second = number(words, 1, 0, kMost) * per_shard;
    return each_shard([&](Shard& own) {
      auto rates = own.plan().rates();
      (verb == "rate" ? rates.records : rates.entrapments) = per_second;
      own.plan().set(rates, own.now_s());
    });
  }
  if (verb == "trap" || verb == "late") {
    const auto count = static_cast<std::size_t>(number(words, 1, 1, kMost));
    const auto first = number(words, 2, 0, kMost);
    const auto for_s = verb == "trap" ? number(words, 3, 0, kMost) : 0;
    const auto late = words.size() > 3 && words[3] == "ended" ? Plan::Late::ended : Plan::Late::open;
    for (std::size_t s = 0; s < shards_.size(); ++s) {
      const auto own_count = count / shards_.size() + (s < count % shards_.size() ? 1 : 0);
      shards_[s]->ask([&](Shard& own) {
        if (verb == "trap")
          own.plan().trap({own_count, first, for_s}, own.now_s());
        else
          own.plan().tell_late(own_count, first, late, own.now_s());
      });
    }
    return;
  }
  if (verb == "flood") return order_flood(words);
  if (verb == "mischief") return order_mischief(words);
  throw BadOrder("no such order");
}

// flood BOX LANE PER_SECOND FOR_S
void Fleet::order_flood(const std::vector<std::string>& words) {
  const auto index = static_cast<std::size_t>(number(words, 1, 0, static_cast<double>(arguments_.boxes - 1)));
  const auto lane = lane_named(word(words, 2));
  const auto per_second = number(words, 3, 0, kMost);
  const auto for_s = seconds(words, 4);
  auto& shard = *shards_[index % shards_.size()];
  shard.ask([&](Shard& own) {
    const auto now = steady_.now();
    auto& box = own.boxes()[index / shards_.size()];
    own.flood({box.get(), lane, per_second, now, now + for_s});
  });
}

// mischief KEY VALUE
void Fleet::order_mischief(const std::vector<std::string>& words) {
  static const std::vector<std::pair<std::string, double Mischief::*>> kShares{{"duplicate", &Mischief::duplicate},
                                                                               {"delay", &Mischief::delay},
                                                                               {"reorder", &Mischief::reorder},
                                                                               {"repeat", &Mischief::repeat},
                                                                               {"malformed", &Mischief::malformed}};
  for (const auto& [name, share] : kShares) {
    if (name != word(words, 1)) continue;
    const auto value = number(words, 2, 0, 1);
    return each_shard([&, share = share](Shard& own) { own.mischief().*share = value; });
  }
  throw BadOrder("no such mischief");
}

void Fleet::stop_events() {
  each_shard([](Shard& own) { own.plan().stop(); });
}

Standing Fleet::standing() const {
  Standing out;
  each_shard([&](Shard& own) {
    const auto one = own.standing();
    out.boxes += one.boxes;
    out.online += one.online;
    out.at_alarm_door += one.at_alarm_door;
    out.cut += one.cut;
    for (std::size_t lane = 0; lane < out.unconfirmed.size(); ++lane) out.unconfirmed[lane] += one.unconfirmed[lane];
  });
  return out;
}

bool Fleet::drained() const {
  const auto now = standing();
  return now.unconfirmed[0] + now.unconfirmed[1] + now.unconfirmed[2] == 0;
}

std::string Fleet::report() const {
  Tally sum;
  each_shard([&](Shard& own) { sum.add(own.tally()); });
  return to_json(sum, standing(), now_s());
}

void Fleet::finish() {
  each_shard([](Shard& own) { own.finish(); });
}

}  // namespace liftguard::fleet
