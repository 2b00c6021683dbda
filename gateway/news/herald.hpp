// Tells boxes how the rescue of the people in their cars goes on.
//
// Steps are taken in other processes and boxes come and go: both stand in the change log, which the herald follows. At
// its start it looks at every open order. What is handed over is written down afterwards: killed in between, it is told
// again, and the box takes the same step for no news.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.hpp"
#include "common/dispatch/open_episodes.hpp"
#include "common/storage/database.hpp"
#include "common/wire/down.hpp"
#include "gateway/news/rules.hpp"

namespace liftguard::gateway::news {

struct HeraldOutputs {
  // Is the monitor's slot this gateway's?
  std::function<bool(std::string_view monitor)> serves;
  std::function<std::optional<BoxSession>(storage::Session& session, std::string_view monitor)> session_of;

  // False: it cannot take more now, or may not send.
  std::function<bool(const std::string& monitor, const wire::Down& down)> send;

  // How often slots were taken up: of their boxes nothing is known, and every open order is looked at again. None: the
  // slots are always the same.
  std::function<std::uint64_t()> takings = [] { return std::uint64_t{0}; };
};

class Herald {
 public:
  // References are kept.
  Herald(storage::Database& database, const CivilClock& civil, HeraldOutputs outputs)
      : database_(database), civil_(civil), outputs_(std::move(outputs)) {}

  // Until told to stop. Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // Tells what is new; gives the number of boxes told. Costs microseconds while nothing has changed.
  std::size_t step();

 private:
  struct News {
    dispatch::OpenEpisode episode;
    Told told;
  };

  void follow_changes();
  [[nodiscard]] std::vector<News> news_of(storage::Session& session, OrderId order) const;
  [[nodiscard]] bool tell(const News& news) const;

  storage::Database& database_;
  const CivilClock& civil_;
  HeraldOutputs outputs_;
  std::optional<std::int64_t> seq_;  // of the last change that was looked at; none before the first look
  std::int64_t version_ = -1;
  std::uint64_t takings_ = 0;
  std::set<OrderId> to_look_at_;
};

}  // namespace liftguard::gateway::news
