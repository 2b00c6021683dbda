// Gives boxes the pieces of images that they ask for. On a thread of its own, beside the alarms' way: it reads files.
//
// A box asks with where it stands, and asks again when nothing comes; so nothing is remembered here, and what is lost
// on the way costs some seconds. Only a box of a running roll-out gets anything, and only that roll-out's image.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "common/base/clock.hpp"
#include "common/storage/database.hpp"
#include "common/wire/down.hpp"
#include "common/wire/state.hpp"
#include "gateway/files/content_files.hpp"

namespace liftguard::gateway {

class Feeder {
 public:
  using Send = std::function<bool(const std::string& monitor, const wire::Down& down)>;  // false: not now

  // References are kept.
  Feeder(storage::Database& database, const CivilClock& civil, ContentFiles files, Send send);

  // Any thread. A newer request of a box takes the place of one that was not answered yet; above kMostWaiting it is
  // dropped, and the box asks again.
  void ask(const std::string& monitor, const wire::UpdateStatus& update);

  // Until told to stop. Throws storage::DatabaseError when the database cannot be relied on any more.
  void run(const std::stop_token& stop);

  // Answers all that wait; the number of pieces sent. What run() does, for tests.
  std::size_t step();

 private:
  static constexpr std::size_t kMostWaiting = 10'000;

  [[nodiscard]] std::map<std::string, wire::UpdateStatus> take();
  std::size_t answer(const std::string& monitor, const wire::UpdateStatus& update);
  [[nodiscard]] std::size_t feed(const std::string& monitor, const wire::UpdateStatus& update,
                                 const std::string& file_hash);

  storage::Database& database_;
  const CivilClock& civil_;
  ContentFiles files_;
  Send send_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, wire::UpdateStatus> waiting_;
};

}  // namespace liftguard::gateway
