// One simulated box: what firmware/monitor does between the engine and the broker, with the real journal and the real
// link behind it and a flash in memory below it. Its events come from the plan in place of an engine.
//
// All boxes of a shard live in its one thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/clock.hpp"
#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "common/wire/up.hpp"
#include "firmware/journal/journal.hpp"
#include "firmware/link/link.hpp"
#include "simulators/fleet/box/identities.hpp"
#include "simulators/fleet/box/line.hpp"
#include "simulators/fleet/box/memory_device.hpp"
#include "simulators/fleet/box/mischief.hpp"
#include "simulators/fleet/chance.hpp"
#include "simulators/fleet/ledger.hpp"
#include "simulators/fleet/tally.hpp"

namespace liftguard::fleet {

// What all boxes of a shard share; outlives them.
struct Surroundings {
  boost::asio::io_context& io;
  SSL_CTX& tls;
  const Identities& identities;
  const SteadyClock& steady;
  const CivilClock& wall;
  Ledger& ledger;
  mqtt::Address main_door;
  std::optional<mqtt::Address> alarm_door;
  std::chrono::seconds keep_alive{60}, heartbeat{45};
  std::uint32_t journal_sectors = 14;  // of 4 KiB
  Mischief mischief;
  Tally tally;
};

struct BoxName {
  std::string monitor;
  boost::asio::ip::address source;  // where its connections come from; unspecified: the kernel's choice
  std::uint64_t seed = 0;
};

// What befalls a lift, as its engine would tell.
struct Happening {
  EventKind kind{};
  UtcTime at{};
  std::uint64_t episode = 0;
};

enum class Cut : std::uint8_t {
  reset = 0,      // both sides see the end
  half_open = 1,  // the box does, the broker does not (A4)
};

class Box final : private LineOwner {
 public:
  Box(Surroundings& surroundings, const BoxName& name);

  void start();
  [[nodiscard]] const std::string& monitor() const { return monitor_; }

  // The identity that the lane's next record will have unless the journal must give numbers to gaps before: for the
  // ledger. Each call promises the next one.
  [[nodiscard]] journal::RecordKey promise(Lane lane);

  // Makes the record; what differs from the promise goes to the ledger. `decided`: when the event came about.
  void happen(const Happening& happening, const journal::RecordKey& promised, SteadyTime decided);

  void cut(Cut manner);                           // and back as the link decides
  void stay_away(std::chrono::seconds how_long);  // without a network
  void turn_deaf(std::chrono::seconds how_long);  // what it says arrives, what it is told does not (A5)
  void flood(Lane lane, std::uint64_t count);     // that many messages past journal and link, each a new number (F1)

  void finish();  // says that it goes

  [[nodiscard]] bool online() const { return line_.up(); }
  [[nodiscard]] link::Door door() const { return door_; }
  [[nodiscard]] bool is_cut() const { return cut_at_.has_value(); }
  [[nodiscard]] std::size_t unconfirmed(Lane lane) const { return journal_.unconfirmed(lane); }

 private:
  void line_up() override;
  void line_ended(const std::string& why) override;
  void line_message(mqtt::Received&& message) override;
  void line_acknowledged(std::uint64_t tag, std::uint8_t reason) override;

  void feed(const link::Event& event);
  void arm();
  void act(const link::Connect& connect);
  void act(const link::Subscribe&);
  void act(const link::SendBirth&);
  void act(const link::SendHeartbeat&);
  void act(const link::Send& send);
  void act(const link::SetAside& aside);

  void take(const wire::Confirm& confirm);
  void take(const wire::GatewayEpoch& announced);
  void take(const wire::CloseEpisode&) {}
  void take(const wire::ServerTime&) {}
  void take(const wire::Command&) {}
  void take(const wire::ImageChunk&) {}
  void take(const wire::RescueNews&) {}
  void settle(UtcTime now);

  [[nodiscard]] wire::Stamp stamp(UtcTime at) const;
  [[nodiscard]] wire::Body body_of(const Happening& happening) const;
  void remember(const Happening& happening);
  Line::Outcome publish_up(const journal::RecordKey& key, const wire::Bytes& payload, std::uint64_t tag);
  void publish_copies(Lane lane, const wire::Bytes& payload);
  void publish_later(Lane lane, wire::Bytes payload, std::chrono::milliseconds after);
  void publish_state(decltype(wire::State::presence) presence, std::uint8_t qos, bool retained);
  [[nodiscard]] bool is_held(const journal::RecordKey& key);

  struct Waiting {  // for its confirmation
    journal::RecordKey key;
    SteadyTime since;
    bool live = false;  // the box was online then
    bool trapped = false;
  };
  struct Swapped {  // goes after the next one
    Lane lane;
    wire::Bytes payload;
  };

  Surroundings& around_;
  const std::string monitor_;
  const boost::asio::ip::address source_;
  const std::uint64_t boot_;
  Chance chance_;
  const mqtt::Credentials credentials_;
  MemoryDevice device_;
  journal::Journal journal_;
  link::JournalBacklog backlog_;
  link::Link link_;
  Line line_;
  boost::asio::steady_timer timer_;
  SteadyTime armed_for_ = SteadyTime::max();
  std::vector<link::Event> told_;  // for the link's next steps
  std::uint64_t session_ = 0;
  link::Door door_ = link::Door::main;
  SteadyTime connecting_since_{};
  std::array<std::uint64_t, 3> promised_{};  // by lane: the last number
  std::vector<wire::EpisodeMark> episodes_;  // open and lately ended
  std::vector<Waiting> waiting_;
  std::map<journal::RecordKey, SteadyTime> held_;  // nothing of it leaves before
  std::optional<Swapped> swapped_;
  std::optional<SteadyTime> cut_at_;
  SteadyTime away_until_{}, deaf_until_{};
  std::uint64_t flooded_ = 0;
};

}  // namespace liftguard::fleet
