#include "firmware/clip/format.hpp"

namespace liftguard::clip {

bool carries_clip(EventKind kind) {
  return kind == EventKind::trapped || kind == EventKind::stopped_outside_zone || kind == EventKind::overspeed ||
         kind == EventKind::horseplay;
}

Changes changes_of(const engine::Parameters& parameters) {
  Changes changes;
  for (const auto& facts : engine::kParameterFacts)
    if (parameters.*facts.field != facts.default_value)
      changes.list[changes.count++] = {facts.id, parameters.*facts.field};
  return changes;
}

engine::Parameters parameters_of(const Changes& changes) {
  engine::Parameters parameters;
  for (std::size_t i = 0; i < changes.count; ++i)
    parameters.*engine::facts_of(changes.list[i].id).field = changes.list[i].value;
  return parameters;
}

}  // namespace liftguard::clip
