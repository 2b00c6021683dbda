// Named places at which a test may stop, kill or disturb the gateway. All empty in the program that ships.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace liftguard::gateway {

struct FaultPoints {
  // On the broker's callback thread, around the hand-over of one message.
  std::function<void()> before_enqueue;
  std::function<void()> after_enqueue;

  // On the writer's thread, before a message is applied, with its topic.
  std::function<void(const std::string& topic)> before_apply;

  // On the writer's thread, around the commit of one batch. `release` lets the batch's confirmations go at once: a test
  // plants "confirm before commit" with it, to see that its oracle notices.
  std::function<void(const std::function<void()>& release)> before_commit;
  std::function<void()> after_commit;

  // On every thread that is watched (fault row B19), by its name, at the end of each of its turns: one that does not
  // return is stuck.
  std::function<void(std::string_view thread)> turn;

  // On the sessions' thread, when a confirmation has been handed to the broker's client.
  std::function<void()> after_confirm;
};

}  // namespace liftguard::gateway
