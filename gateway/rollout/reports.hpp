// What boxes say of their firmware, taken into the tables (called by ingest, and by the feeder).
#pragma once

#include <string_view>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/wire/state.hpp"

namespace liftguard::gateway {

// In the transaction that the birth is taken in. The monitor must be registered. Writes nothing where nothing changed.
void take_firmware(storage::Transaction& tx, std::string_view monitor, const wire::Birth& birth, UtcTime now);

// Would take_update() write anything?
[[nodiscard]] bool changes_anything(storage::Session& session, std::string_view monitor,
                                    const wire::UpdateStatus& update);
void take_update(storage::Transaction& tx, std::string_view monitor, const wire::UpdateStatus& update, UtcTime now);

}  // namespace liftguard::gateway
