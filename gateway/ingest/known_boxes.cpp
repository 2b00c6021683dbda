#include "gateway/ingest/known_boxes.hpp"

#include <utility>

#include "common/registry/changes.hpp"

namespace liftguard::gateway {

void KnownBoxes::follow(storage::Session& session) {
  const std::int64_t newest = registry::newest_registry_change(session);
  if (newest == change_) return;
  // A database that was put back to an older state counts from there again.
  const bool put_back = newest < change_;
  // What throws comes first: a question that was not answered has to be asked again.
  auto changed = registry::monitors_changed_after(session, put_back ? -1 : change_);
  if (put_back) boxes_.clear();
  for (auto& monitor : changed)
    boxes_.insert_or_assign(std::move(monitor.name), KnownBox{monitor.elevator, monitor.since});
  change_ = newest;
}

const KnownBox* KnownBoxes::find(std::string_view monitor) const {
  const auto found = boxes_.find(monitor);
  return found == boxes_.end() ? nullptr : &found->second;
}

}  // namespace liftguard::gateway
