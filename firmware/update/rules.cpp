#include "firmware/update/rules.hpp"

namespace liftguard::update {

Reason judge(const ImageHeader& header, const Standing& standing) {
  if (header.board != standing.board) return Reason::wrong_board;
  if (header.image_size() > standing.capacity) return Reason::too_big;
  if (header.version == standing.running) return Reason::already_running;
  if (header.version < standing.running || header.version < standing.highest) return Reason::downgrade;
  if (standing.running < header.oldest_base) return Reason::base_too_old;
  if (header.version == standing.failed) return Reason::failed_before;
  return Reason::none;
}

Reason hold(const Conditions& conditions) {
  if (!conditions.no_alarm_open) return Reason::alarm_open;
  if (!conditions.car_at_rest) return Reason::car_moving;
  if (!conditions.mains_present) return Reason::on_battery;
  return Reason::none;
}

}  // namespace liftguard::update
