#include "tests/unit/link/world.hpp"

#include <algorithm>
#include <tuple>

namespace liftguard::test {
namespace {

using namespace std::chrono_literals;

constexpr journal::Geometry kFlash{4096, 48, 16};

journal::Options journal_options(std::mt19937& random) {
  journal::Options options;
  options.sectors = {24, 10, 10, 4};
  options.max_record = 600;
  options.stamp = [] { return wire::Stamp{utc_from_ms(1'795'000'000'000), wire::TimeQuality::synchronised, 1, 1}; };
  options.random = [&random] { return (std::uint64_t{random()} << 32) | random(); };
  return options;
}

}  // namespace

World::World(std::uint32_t seed, const Faults& faults) : faults_(faults), random_(seed), flash_(kFlash, seed) {
  boot_box();
}

void World::after(std::chrono::microseconds wait, std::function<void()> what) {
  plan_.push({now_ + wait, next_order_++, std::move(what)});
}

bool World::chance(double probability) {
  return trouble() && std::uniform_real_distribution<double>(0, 1)(random_) < probability;
}

std::chrono::microseconds World::between(std::chrono::microseconds low, std::chrono::microseconds high) {
  return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(low.count(), high.count())(random_));
}

std::chrono::microseconds World::delay() {
  return faults_.reordering && trouble() ? between(1ms, 3s) : between(1ms, 20ms);
}

// ---- the box

void World::boot_box() {
  ++life_;
  flash_.reboot();
  link_.reset();
  backlog_.reset();
  journal_ = std::make_unique<journal::Journal>(flash_, journal_options(random_));
  backlog_ = std::make_unique<link::JournalBacklog>(*journal_);
  link::Options options;
  options.alarm_door = chance(0.5) ? link::AlarmDoor::fitted : link::AlarmDoor::absent;
  options.seed = static_cast<std::uint32_t>(random_());
  link_ = std::make_unique<link::Link>(options, *backlog_);
}

void World::crash_box() {
  ++injected_;
  lose_connection();
  boot_box();
}

void World::append() {
  static constexpr std::array kLanes{Lane::alarm, Lane::alarm, Lane::event, Lane::bulk};
  const auto lane = kLanes[random_() % kLanes.size()];
  wire::Bytes record(20 + random_() % 60);
  for (auto& byte : record) byte = static_cast<std::uint8_t>(random_());
  const journal::Draft draft{lane, lane == Lane::alarm ? EventKind::trapped : EventKind::ride, record};
  const auto keys = journal_->append({&draft, 1}, {});
  if (!keys) return;
  ++appended_;
  accepted_[keys->front()] = record;
  feed(link::Appended{lane});
}

void World::feed(const link::Event& event) {
  for (const auto& action : link_->step(event, now_)) std::visit([this](const auto& one) { act(one); }, action);
}

void World::act(const link::Connect& connect) {
  lose_connection();
  const auto number = ++connections_;
  // The door for alarms is one more way to the same broker, and fails by itself.
  const bool shut = connect.door == link::Door::alarm && chance(0.2);
  const bool refused = shut || !broker_up_ || (faults_.cuts && chance(0.3));
  after(between(5ms, 500ms), [this, number, refused, life = life_] {
    if (life != life_ || number != connections_) return;
    if (refused || !broker_up_) return feed(link::ConnectionEnded{});
    connection_ = number;
    half_open_ = false;
    feed(link::Connected{});
  });
}

// The announcement is retained, but a broker that crashed has forgotten it.
void World::act(const link::Subscribe&) {
  if (announcement_kept_) announce();
}

void World::lose_connection() {
  connection_ = 0;
  ++connections_;
}

void World::to_box(std::function<void()> what) {
  const auto connection = connection_;
  if (connection == 0 || half_open_) return;
  after(between(1ms, 100ms), [this, connection, what = std::move(what)] {
    if (connection == connection_ && !half_open_) what();
  });
}

void World::act(const link::Send& send) {
  ++sends_;
  const auto record = journal_->read(send.key);
  if (!record || connection_ == 0 || half_open_) return;
  // The broker takes it and acknowledges; what it then does with it is another matter.
  const auto key = send.key;
  after(between(1ms, 100ms), [this, key, bytes = *record, connection = connection_] {
    if (!broker_up_ || half_open_) return;
    if (connection == connection_) to_box([this, key] { feed(link::Acknowledged{key}); });
    const auto copies = faults_.duplicates && chance(0.3) ? 1 + random_() % 4 : 1;
    for (unsigned copy = 0; copy < copies; ++copy) {
      if (faults_.loss && chance(0.3)) {
        ++injected_;
        continue;
      }
      after(delay(), [this, key, bytes] { receive(key, bytes); });
    }
  });
}

void World::act(const link::SetAside& set_aside) {
  if (set_aside.key.lane == Lane::alarm) return;
  journal_->lose(set_aside.key, wire::GapCause::set_aside);
  after(0us, [this, life = life_] {
    if (life == life_) feed(link::Confirmed{});
  });
}

// ---- the gateway

void World::receive(const RecordKey& key, const wire::Bytes& record) {
  if (!gateway_up_) return;
  batch_.emplace_back(key, record);
  if (faults_.confirms_early) {
    auto hoped = database_;
    hoped.numbers[{key.journal, key.lane}].add(key.seq, key.seq);
    confirm(key, hoped);
  }
  if (batch_.size() > 1) return;
  after(between(5ms, 200ms), [this, life = gateway_life_] {
    if (life == gateway_life_) commit();
  });
}

void World::commit() {
  const auto batch = std::exchange(batch_, {});
  for (const auto& [key, record] : batch) {
    database_.keys.insert(key);
    database_.numbers[{key.journal, key.lane}].add(key.seq, key.seq);
    const auto body = wire::decode_record(record);
    const auto* gap = body ? std::get_if<wire::GapBody>(&*body) : nullptr;
    if (gap != nullptr && gap->first > 0) database_.numbers[{gap->journal, gap->lane}].add(gap->first, gap->last);
  }
  for (const auto& [key, record] : batch) confirm(key, database_);
}

void World::confirm(const RecordKey& key, const Stored& known) {
  if (faults_.loss && chance(0.3)) {
    ++injected_;
    return;
  }
  wire::LaneMark mark{key.lane, 0, {}};
  for (const auto& [first, last] : known.numbers.at({key.journal, key.lane}).intervals()) {
    if (first == 1)
      mark.contiguous = last;
    else if (mark.ranges.size() < wire::kMaxRanges)
      mark.ranges.emplace_back(first, last);
  }
  const wire::Confirm message{key.journal, incarnation_, {mark}};
  after(delay(), [this, message] {
    to_box([this, message] {
      const auto before = journal_->incarnation();
      (void)journal_->confirm(message, now_);
      if (before != 0 && before != journal_->incarnation()) feed(link::MarksReset{});
      feed(link::Confirmed{});
    });
  });
}

void World::crash_gateway() {
  ++injected_;
  gateway_up_ = false;
  ++gateway_life_;
  batch_.clear();
  after(between(100ms, 60s), [this] {
    gateway_up_ = true;
    ++epoch_;
    announce();
  });
}

void World::announce() {
  announcement_kept_ = true;
  to_box([this] {
    const auto before = journal_->incarnation();
    journal_->announced(incarnation_);
    if (before != 0 && before != incarnation_) feed(link::MarksReset{});
    feed(link::GatewayStarted{epoch_});
  });
}

void World::restore_database() {
  ++injected_;
  database_ = backup_;
  ++incarnation_;
  batch_.clear();
  ++gateway_life_;
  ++epoch_;
  announce();
}

void World::crash_broker() {
  ++injected_;
  broker_up_ = false;
  announcement_kept_ = false;
  if (connection_ != 0) {
    lose_connection();
    after(between(1ms, 1s), [this, life = life_] {
      if (life == life_) feed(link::ConnectionEnded{});
    });
  }
  after(between(100ms, 60s), [this] { broker_up_ = true; });
}

// ---- the run

void World::plan_faults() {
  const auto sometimes = [this](bool wanted, std::chrono::seconds every, const std::function<void()>& what) {
    if (!wanted) return;
    for (auto at = between(0s, 2 * every); now_ + at < trouble_until_; at += between(0s, 2 * every)) after(at, what);
  };
  sometimes(faults_.box_crashes, 60s, [this] { crash_box(); });
  sometimes(faults_.gateway_crashes, 60s, [this] {
    if (gateway_up_) crash_gateway();
  });
  sometimes(faults_.broker_crashes, 90s, [this] {
    if (broker_up_) crash_broker();
  });
  sometimes(faults_.restores, 120s, [this] { restore_database(); });
  sometimes(faults_.restores, 60s, [this] { backup_ = database_; });
  sometimes(faults_.cuts, 40s, [this] {
    if (connection_ == 0) return;
    ++injected_;
    if (random_() % 2 == 0) {
      half_open_ = true;  // nobody is told; the keep-alive would notice after 45 s
      after(45s, [this, connection = connection_] {
        if (connection != connection_ || !half_open_) return;
        lose_connection();
        feed(link::ConnectionEnded{});
      });
      return;
    }
    lose_connection();
    feed(link::ConnectionEnded{});
  });
  sometimes(true, 5s, [this] { append(); });
  sometimes(true, 10s, [this] { (void)journal_->save_marks(); });
}

std::vector<std::string> World::run(std::chrono::seconds trouble) {
  trouble_until_ = now_ + trouble;
  plan_faults();
  const auto end = trouble_until_ + 1h;
  feed(link::TimeCame{});
  while (now_ < end) {
    const auto wake = std::max(link_->wake_at(), now_);
    if (!plan_.empty() && plan_.top().at <= wake) {
      const auto next = plan_.top();
      plan_.pop();
      now_ = std::max(now_, next.at);
      next.what();
    } else {
      now_ = wake;
      feed(link::TimeCame{});
    }
  }
  return judge();
}

std::vector<std::string> World::judge() {
  std::vector<std::string> out;
  for (const auto& [key, record] : accepted_) {
    const auto numbers = database_.numbers.find({key.journal, key.lane});
    const bool told = numbers != database_.numbers.end() && numbers->second.contains(key.seq);
    if (database_.keys.contains(key) || (key.lane != Lane::alarm && told)) continue;
    out.push_back("lost: lane " + std::to_string(static_cast<int>(key.lane)) + " seq " + std::to_string(key.seq));
  }
  for (const auto lane : {Lane::alarm, Lane::event, Lane::bulk})
    if (journal_->unconfirmed(lane) > 0)
      out.push_back(std::to_string(journal_->unconfirmed(lane)) + " still wait in lane " +
                    std::to_string(static_cast<int>(lane)));
  return out;
}

}  // namespace liftguard::test
