// The table rescue_news: what each box was last told of its episode.
#pragma once

#include <optional>

#include "common/base/clock.hpp"
#include "common/dispatch/open_episodes.hpp"
#include "common/storage/database.hpp"
#include "gateway/news/rules.hpp"

namespace liftguard::gateway::news {

[[nodiscard]] std::optional<Told> find_told(storage::Session& session, const dispatch::OpenEpisode& episode);
void put_told(storage::Transaction& tx, const dispatch::OpenEpisode& episode, const Told& told, UtcTime now);

}  // namespace liftguard::gateway::news
