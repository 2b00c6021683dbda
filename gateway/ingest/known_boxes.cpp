#include "gateway/ingest/known_boxes.hpp"

#include <utility>

#include "common/registry/changes.hpp"

namespace liftguard::gateway {

void KnownBoxes::follow(storage::Session& session) {
  const std::int64_t newest = registry::newest_registry_change(session);
  if (newest == change_) return;
  // A database that was put back to an older state counts from there again.
  if (newest < change_) {
    boxes_.clear();
    change_ = -1;
  }
  for (auto& monitor : registry::monitors_changed_after(session, std::exchange(change_, newest)))
    boxes_.insert_or_assign(std::move(monitor.name), KnownBox{monitor.elevator, monitor.since});
}

const KnownBox* KnownBoxes::find(std::string_view monitor) const {
  const auto found = boxes_.find(monitor);
  return found == boxes_.end() ? nullptr : &found->second;
}

}  // namespace liftguard::gateway
