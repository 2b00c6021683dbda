// The regulator's stand-in behind a socket of its own, and what it counts.
#pragma once

#include <cstdint>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "simulators/city/receiver.hpp"
#include "simulators/city/server.hpp"

namespace liftguard::testing {

class RunningReceiver {
 public:
  explicit RunningReceiver(city::ReceiverOptions options = {})
      : receiver_(std::move(options), [] { return std::int64_t{1}; }), server_(context_, kAnyPort, receiver_) {
    thread_ = std::thread([this] { context_.run(); });
  }
  ~RunningReceiver() {
    context_.stop();
    thread_.join();
  }
  RunningReceiver(const RunningReceiver&) = delete;
  RunningReceiver& operator=(const RunningReceiver&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/uploads"; }
  void mode(city::ReceiverMode mode) {
    on_its_thread([&] { receiver_.set_mode(mode); });
  }
  [[nodiscard]] std::vector<std::string> keys() {
    std::vector<std::string> out;
    on_its_thread([&] {
      for (const auto& taken : receiver_.taken()) out.push_back(taken.key);
    });
    return out;
  }

 private:
  inline static const boost::asio::ip::tcp::endpoint kAnyPort{boost::asio::ip::address_v4::loopback(), 0};

  template <class Body>
  void on_its_thread(Body body) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      body();
      done.set_value();
    });
    done.get_future().wait();
  }

  boost::asio::io_context context_{1};
  city::Receiver receiver_;
  city::Server server_;
  std::thread thread_;
};

}  // namespace liftguard::testing
