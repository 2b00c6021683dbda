// Why an update is where it is: refused, waiting, confirmed or rolled back. The numbers are reported and stored; they
// never change their meaning.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace liftguard::update {

enum class Reason : std::uint8_t {
  none = 0,
  // The image cannot be taken.
  too_short = 1,
  bad_magic = 2,
  unknown_format = 3,
  bad_field = 4,
  unknown_key = 5,
  bad_signature = 6,
  bad_digest = 7,
  wrong_board = 8,
  too_big = 9,
  downgrade = 10,
  already_running = 11,
  base_too_old = 12,
  failed_before = 13,
  // The piece or the offer does not fit to what is going on.
  busy = 20,
  not_expected = 21,
  wrong_offset = 22,
  bad_chunk = 23,
  // Verified, but not now.
  alarm_open = 30,
  car_moving = 31,
  on_battery = 32,
  // How a trial ended.
  confirmed_online = 40,
  confirmed_offline = 41,
  trial_too_long = 42,
  trial_crashed = 43,
  trial_starts_used = 44,
  trial_damaged = 45,
  // The device.
  device_failed = 50,
  confirmed_damaged = 51,
  nothing_whole = 52,
};

struct Words {
  std::string_view code, zh, en;
};

[[nodiscard]] Words words_of(Reason reason);

// A value, or why there is none.
template <class T>
using Checked = boost::system::result<T, Reason>;

[[noreturn]] inline void throw_exception_from_error(Reason reason, const boost::source_location&) {
  throw std::runtime_error(std::string(words_of(reason).en));
}

}  // namespace liftguard::update
