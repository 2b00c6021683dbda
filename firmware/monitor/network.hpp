// The second thread: drives the link. It carries out the link's actions over MQTT and feeds it what comes of them.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "common/mqtt/client.hpp"
#include "common/mqtt/inbox.hpp"
#include "common/wire/state.hpp"
#include "firmware/link/link.hpp"
#include "firmware/monitor/broker_dates.hpp"
#include "firmware/monitor/config.hpp"
#include "firmware/monitor/downlink.hpp"
#include "firmware/monitor/link_counts.hpp"
#include "firmware/monitor/renewing.hpp"
#include "firmware/monitor/self_tester.hpp"
#include "firmware/monitor/stamper.hpp"
#include "firmware/monitor/store.hpp"

namespace liftguard::monitor {

struct NetworkParts {
  DownSinks down;
  std::function<void(wire::Birth& birth)> describe;  // adds to a birth what others know: boot reason, update, settings
  Renewing* renewing = nullptr;                      // whose name the box shows; none: always the configuration's
};

class Network {
 public:
  // All must outlive it.
  Network(const Config& config, Store& store, const Stamper& stamper, const SteadyClock& clock, NetworkParts parts);

  // Waits for something to do, at most a second, and does it. Throws journal::DeviceError.
  void step();

  void appended(Lane highest);    // any thread: there is something new to send
  void wake() { inbox_.wake(); }  // any thread

  // Any thread: what a birth says has changed.
  void tell_birth();

  // Any thread: the update wants its next piece. Only the newest goes out, and only while there is a connection.
  void tell_progress(wire::UpdateStatus update);

  // Any thread: a self-test now, or as soon as nobody is trapped (DV-22).
  void ask_self_test() { self_tester_.ask(); }

  [[nodiscard]] const LinkCounts& counts() const { return counts_; }  // any thread

  // Says that it goes, so that nobody takes the silence for a fault, and disconnects.
  void finish();

 private:
  // Confirmations are made durable this often at most; losing them costs a resend.
  static constexpr std::chrono::seconds kSaveMarksEvery{10};
  static constexpr std::size_t kMaxInbox = 256;

  void feed(const link::Event& event);
  void take(mqtt::Item&& item);
  void tell_anew();
  [[nodiscard]] bool capabilities_are_news();
  [[nodiscard]] std::optional<wire::UpdateStatus> take_progress();
  void test_if_due();
  void show_new_name();
  void save_marks_if_due();
  [[nodiscard]] AlarmInHand alarm_in_hand();
  void judge_broker();

  void act(const link::Connect& connect);
  void act(const link::Subscribe&);
  void act(const link::SendBirth&);
  void act(const link::SendHeartbeat&);
  void act(const link::Send& send);
  void act(const link::SetAside& set_aside);
  void publish_state(decltype(wire::State::presence) presence, int qos, bool retained);

  const Config& config_;
  Store& store_;
  const Stamper& stamper_;
  const SteadyClock& clock_;
  const std::function<void(wire::Birth&)> describe_;
  Renewing* const renewing_;
  link::JournalBacklog backlog_;
  link::Link link_;
  SelfTester self_tester_;
  std::vector<link::Event> waiting_;  // what came of actions, for the link's next steps
  mqtt::Inbox inbox_{kMaxInbox};
  mqtt::Client client_;
  Downlink downlink_;
  LinkCounts counts_;
  std::uint64_t session_ = 0;
  bool judges_dates_ = true;        // of the broker's certificate, on the newest connection
  bool told_capabilities_ = false;  // they are known once the sensors were heard, which may be after the birth
  std::uint64_t next_tag_ = 1;
  std::unordered_map<std::uint64_t, link::RecordKey> tags_;  // publishes that wait for the broker's acknowledgement
  std::atomic<int> appended_{-1};  // the highest lane appended to since the last step; -1: none
  SteadyTime marks_saved_{};
  std::atomic<bool> born_anew_{false};
  std::mutex progress_mutex_;
  std::optional<wire::UpdateStatus> progress_;  // under it
};

}  // namespace liftguard::monitor
