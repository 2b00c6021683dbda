#include "simulators/lift/story/timeline.hpp"

namespace liftguard::lift {

void Timeline::advance_to(double time_s) {
  now_s_ = time_s;
  if (told()) return;
  if (!waiting_) {
    story_->begin();
  } else if (now_s_ >= wake_s_) {
    waiting_.resume();
  }
  if (story_->told()) story_->rethrow_failure();
}

}  // namespace liftguard::lift
